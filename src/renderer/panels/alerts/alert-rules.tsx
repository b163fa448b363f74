/** Rules of alerts: the desk's switches, and price alerts of the trader's own. */
import { useState, type FormEvent } from 'react';
import type { AlertRule } from '../../../shared/domain/alert.ts';
import { priceTicks, type PriceTicks } from '../../../shared/domain/numbers.ts';
import { removeAlertRule, setAlertRule } from '../../actions/work-alerts.ts';
import { useInstrument, useInstruments, useQuote } from '../../stores/lookups.ts';
import { useLinkedInstrument } from '../../stores/selection.ts';
import { useStream } from '../../stores/use-stream.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { formatPrice, readPrice } from '../../ui/format.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { AlertTelling } from './alert-telling.tsx';
import { ruleWords } from './inbox.ts';

type PriceRule = Extract<AlertRule, { kind: 'price' }>;

export function AlertRules() {
  const { value } = useStream('alerts.rules', {});
  const rules = (value ?? []).flatMap((row) => (row.rule ? [row.rule] : []));
  return (
    <div className="alert-rules">
      <AlertTelling />
      <ul>{rules.map((rule) => (rule.kind === 'price' ? null : <Switches key={rule.ruleId} rule={rule} words={ruleWords(rule)} />))}</ul>
      <NewPriceRule />
      <ul>{rules.map((rule) => (rule.kind === 'price' ? <PriceRow key={rule.ruleId} rule={rule} /> : null))}</ul>
    </div>
  );
}

function Switches({ rule, words }: { readonly rule: AlertRule; readonly words: string }) {
  return (
    <li>
      <label className="grow"><input type="checkbox" checked={rule.enabled} onChange={(event) => void setAlertRule({ ...rule, enabled: event.target.checked }, `${words}: ${event.target.checked ? 'on' : 'off'}`)} /> {words}</label>
      <label className="muted small"><input type="checkbox" checked={rule.notify} disabled={!rule.enabled} onChange={(event) => void setAlertRule({ ...rule, notify: event.target.checked }, `${words}: desktop notification ${event.target.checked ? 'on' : 'off'}`)} /> desktop</label>
    </li>
  );
}

function PriceRow({ rule }: { readonly rule: PriceRule }) {
  const instrument = useInstruments().get(rule.symbol);
  const words = `${rule.symbol} ${rule.direction} ${formatPrice(instrument, rule.price)}`;
  return (
    <li className={rule.enabled ? undefined : 'is-done'}>
      <span className="grow"><b>{rule.symbol}</b> {rule.direction === 'above' ? '▲ bid at or above' : '▼ ask at or below'} <span className="figure">{formatPrice(instrument, rule.price)}</span>{!rule.enabled && <span className="faint small"> told, off</span>}</span>
      {!rule.enabled && <Button tone="quiet" label="Watch for it again" onPress={() => void setAlertRule({ ...rule, enabled: true }, `${words}: on again`)}>Again</Button>}
      <Button tone="quiet" label={`Remove ${words}`} onPress={() => void removeAlertRule(rule.ruleId)}>×</Button>
    </li>
  );
}

function NewPriceRule() {
  const symbol = useLinkedInstrument();
  const instrument = useInstrument(symbol);
  const quote = useQuote(symbol)?.quote ?? null;
  const [direction, setDirection] = useState<'above' | 'below'>('above');
  const [typed, setTyped] = useState<{ readonly symbol: string; readonly price: PriceTicks | null } | null>(null);
  // What was typed is of one instrument; another one starts at its own market.
  const own = typed !== null && typed.symbol === symbol;
  const price = own ? typed.price : quote === null ? null : direction === 'above' ? quote.ask : quote.bid;
  if (symbol === null || !instrument) return null;

  function add(event: FormEvent): void {
    event.preventDefault();
    if (price === null || symbol === null) return;
    const rule: PriceRule = { ruleId: `price-${symbol}-${direction}-${price}`, kind: 'price', symbol, direction, price, enabled: true, notify: true };
    void setAlertRule(rule, `Alert when ${symbol} is ${direction} ${formatPrice(instrument, price)}`);
    setTyped(null);
  }

  return (
    <form className="alert-new" onSubmit={add}>
      <b>{symbol}</b>
      <Segmented label="Direction" value={direction} onChange={setDirection} segments={[{ value: 'above', label: '▲ bid above' }, { value: 'below', label: '▼ ask below' }]} />
      <Field label="Price" value={price} format={(ticks) => formatPrice(instrument, ticks)} read={(text) => readPrice(instrument, text)} step={(ticks, steps) => priceTicks(ticks + steps)} onChange={(next) => setTyped({ symbol, price: next })} />
      <Button type="submit" disabled={price === null} onPress={() => undefined}>Add price alert</Button>
    </form>
  );
}
