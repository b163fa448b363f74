/** Routes of one parent or several: how much, at which price, for how long, at which share of the volume. */
import { useState } from 'react';
import { priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import type { ParentOrder } from '../../../shared/domain/parent-order.ts';
import { parentName, routeParents } from '../../actions/work-parents.ts';
import { quoteNow, useInstrument, useParent, useQuote, userNow } from '../../stores/lookups.ts';
import { clearMarked } from '../../stores/marked.ts';
import type { RowOutcome } from '../../stores/outcomes.ts';
import { Field } from '../../ui/field.tsx';
import { formatNumber, formatPrice, formatQuantity, readNumber, readPrice, readQuantity, type Typed } from '../../ui/format.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { sideWord } from '../../words/order-words.ts';
import { whyNot } from '../../words/parent-words.ts';
import { PresetLine } from '../ticket/presets-line.tsx';
import { rateMax, rateMin, routePlan, touchWithin, type RouteDraft, type RoutePlan, type RoutePricing } from './route-plan.ts';
import { WorkForm } from './work-form.tsx';

/** The parent as it is now, since routes of it may fill meanwhile. */
export function RouteForm({ parents, rate }: { readonly parents: readonly ParentOrder[]; readonly rate: number | null }) {
  const [first] = parents;
  if (!first) return null;
  return parents.length === 1 ? <RouteOne parentId={first.parentId} started={first} rate={rate} /> : <RouteSeveral parents={parents} rate={rate} />;
}

const times = [{ value: 'day', label: 'DAY' }, { value: 'ioc', label: 'IOC' }, { value: 'fok', label: 'FOK' }, { value: 'gtc', label: 'GTC' }] as const;

function RouteOne({ parentId, started, rate }: { readonly parentId: string; readonly started: ParentOrder; readonly rate: number | null }) {
  const parent = useParent(parentId) ?? started;
  const instrument = useInstrument(parent.symbol);
  const quote = useQuote(parent.symbol);
  const [draft, setDraft] = useState<RouteDraft>(() => ({
    pricing: started.price === null ? 'market' : 'limit', orderQty: started.unroutedQty, price: started.price ?? touchWithin(started.side, null, quoteNow(started.symbol)), timeInForce: started.timeInForce, rate,
  }));
  const change = (part: Partial<RouteDraft>): void => setDraft((old) => ({ ...old, ...part }));
  const plan = routePlan(parent, draft, true, quote);
  const price = plan.ok ? plan.route.price : draft.price;
  const rest = plan.ok ? parent.unroutedQty - plan.route.orderQty : null;
  return (
    <WorkForm title={`Route of ${sideWord[parent.side].toLowerCase()} ${formatQuantity(instrument, parent.orderQty)} ${parent.symbol}, ${formatQuantity(instrument, parent.unroutedQty)} unrouted${parent.price === null ? '' : `, limit ${formatPrice(instrument, parent.price)}`}`}
      action={plan.ok ? `${sideWord[parent.side]} ${formatQuantity(instrument, plan.route.orderQty)} ${price === null ? 'at market' : `at ${formatPrice(instrument, price)}`}${rest === 0 ? '' : `; ${formatQuantity(instrument, rest)} stay unrouted`}` : 'Route'}
      tone={parent.side === 'buy' ? 'up' : 'down'} fault={plan.ok ? null : plan.why}
      onDo={async () => plan.ok && (await routeParents([plan.route])) === 1}>
      <PresetLine subject="route" instrument={instrument} quote={quote?.state === 'live' ? quote.quote : null} side={parent.side}
        onApply={({ orderQty = draft.orderQty, ordType, price: limit, timeInForce, participationRate }) => change({ pricing: ordType, orderQty: orderQty === null ? null : quantityLots(Math.min(orderQty, parent.unroutedQty)), price: limit, timeInForce, rate: participationRate ?? null })} />
      <Field label="Quantity" value={draft.orderQty} format={(lots) => formatQuantity(instrument, lots)} read={(text) => (instrument ? readQuantity(instrument, text) : { ok: false, why: 'Instrument not known' })}
        step={(lots, steps) => quantityLots(Math.max(1, lots + steps))} onChange={(orderQty) => change({ orderQty })} />
      <Pricing value={draft.pricing} onChange={(pricing) => change({ pricing })} />
      <Field label="Limit" unit={instrument?.currency} value={draft.pricing === 'limit' ? draft.price : draft.pricing === 'touch' ? price : null} disabled={draft.pricing !== 'limit'} format={(ticks) => formatPrice(instrument, ticks)}
        read={(text) => (instrument ? readPrice(instrument, text) : { ok: false, why: 'Instrument not known' })} step={(ticks, steps) => priceTicks(ticks + steps)} onChange={(next) => change({ price: next })} />
      <TimesAndRate draft={draft} onChange={change} />
    </WorkForm>
  );
}

/** Each goes whole, with its own limit: what is asked once is how. */
function RouteSeveral({ parents, rate }: { readonly parents: readonly ParentOrder[]; readonly rate: number | null }) {
  const [draft, setDraft] = useState<RouteDraft>({ pricing: 'limit', orderQty: null, price: null, timeInForce: 'day', rate });
  const change = (part: Partial<RouteDraft>): void => setDraft((old) => ({ ...old, ...part }));
  const userId = userNow() ?? '';
  const plans = parents.map((parent): RoutePlan => {
    const why = whyNot(parent, userId);
    return why === null ? routePlan(parent, draft, false, quoteNow(parent.symbol)) : { ok: false, why };
  });
  const routes = plans.flatMap((plan) => (plan.ok ? [plan.route] : []));
  const leftOut = plans.flatMap((plan, i): RowOutcome[] => { const parent = parents[i]; return plan.ok || !parent ? [] : [{ name: parentName(parent), tone: 'denied', text: `not routed, ${plan.why}` }]; });
  const left = plans.find((plan) => !plan.ok);
  return (
    <WorkForm title={`Route what is unrouted of ${parents.length} parents`} action={`Route ${routes.length} of ${parents.length}`}
      fault={routes.length === 0 && left && !left.ok ? left.why : null}
      onDo={async () => { const sent = await routeParents(routes, leftOut); if (sent > 0) clearMarked(); return sent > 0; }}>
      <Pricing value={draft.pricing} onChange={(pricing) => change({ pricing })} />
      <TimesAndRate draft={draft} onChange={change} />
      {routes.length < parents.length && left && !left.ok && <span className="warn small work-why">{parents.length - routes.length} stay as they are: {left.why}</span>}
    </WorkForm>
  );
}

const Pricing = ({ value, onChange }: { readonly value: RoutePricing; readonly onChange: (value: RoutePricing) => void }) => (
  <Segmented label="Price" value={value} onChange={onChange} segments={[{ value: 'limit', label: 'Limit' }, { value: 'touch', label: 'Touch' }, { value: 'market', label: 'Market' }]} />
);

function TimesAndRate({ draft, onChange }: { readonly draft: RouteDraft; readonly onChange: (part: Partial<RouteDraft>) => void }) {
  return (
    <>
      <Segmented label="Time in force" value={draft.timeInForce} segments={times} onChange={(timeInForce) => onChange({ timeInForce })} />
      <Field label="Of volume" unit="%" value={draft.rate} format={(rate) => formatNumber(rate * 100, 0)} read={readRate} step={(rate, steps) => Math.min(rateMax, Math.max(rateMin, Math.round(rate * 100 + steps) / 100))}
        onChange={(rate) => onChange({ rate })} />
    </>
  );
}

/** Empty is no share; the field takes percent. */
function readRate(text: string): Typed<number> {
  const percent = readNumber(text.replace('%', ''));
  return percent !== null && percent >= rateMin * 100 && percent <= rateMax * 100 ? { ok: true, value: percent / 100 } : { ok: false, why: text.trim() === '' ? 'At once, not by volume' : 'From 1 to 50 %' };
}
