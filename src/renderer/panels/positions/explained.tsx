/** Where the figures of a row come from: the sums written out, and every booking behind them, newest first. In place, under the positions. */
import { useEffect, useRef, type KeyboardEvent } from 'react';
import type { PositionExplanation, PositionStep } from '../../../shared/contract/portfolio.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { useQuery } from '../../connection/use-call.ts';
import { useInstrument } from '../../stores/lookups.ts';
import { selectOrderIn } from '../../stores/selection.ts';
import { useSettings } from '../../stores/settings.ts';
import { formatMoney, formatPrice, formatQuantity, formatTime } from '../../ui/format.ts';
import { Figure, toneOf } from '../../ui/figure.tsx';
import { realisedHow, sourceId, sourceWord, sumsOf, type Shown } from './arithmetic.ts';
import { noAccount, noStrategy, type PositionNode, type Whose } from './groups.ts';

export function Explained({ node, onClose }: { readonly node: PositionNode; readonly onClose: () => void }) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.focus(), [node.id]);
  const instrument = useInstrument(node.symbol);
  const press = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    onClose();
  };
  return (
    <section ref={box} className="explained" tabIndex={-1} data-focus-first data-keys="arrows" aria-label={`Where the figures of ${node.label} come from`} onKeyDown={press}>
      <header className="explained-head">
        <h3>{node.symbol === node.label || node.symbol === null ? node.label : `${node.symbol} · ${node.label}`}</h3>
        <button type="button" className="button-quiet button" onClick={onClose}>Close <kbd>Esc</kbd></button>
      </header>
      {node.kind === 'between' && <Between node={node} />}
      {instrument && node.explains.map((whose) => <Part key={JSON.stringify(whose)} node={node} whose={whose} instrument={instrument} isOneOfSeveral={node.explains.length > 1} />)}
    </section>
  );
}

function Between({ node }: { readonly node: PositionNode }) {
  const amount = (minor: number | null): string => `${formatMoney(minor, node.currencyMinorDigits, 'always')} ${node.currency}`;
  return (
    <p className="explained-words">
      Each account and strategy realises against its own average cost, the instrument against the average of all. What one sold and another still holds
      is realised in one view and unrealised in the other: {amount(node.realisedMinor)} realised, {amount(node.unrealisedMinor)} unrealised, {amount(node.netMinor)} together.
      No lots, no cash.
    </p>
  );
}

interface PartProps {
  readonly node: PositionNode;
  readonly whose: Whose;
  readonly instrument: Instrument;
  readonly isOneOfSeveral: boolean;
}

function Part({ node, whose, instrument, isOneOfSeveral }: PartProps) {
  const { value, why, again } = useQuery('portfolio.explain', { symbol: instrument.symbol, part: whose });
  // Each fill is a booking: ask again.
  useEffect(() => again(), [again, node.quantity, node.realisedMinor, node.feesMinor]);
  if (why !== undefined) return <p className="explained-words tone-danger">{why}</p>;
  if (value === undefined) return null;
  if (value === null) return <p className="explained-words">Nothing has traded.</p>;
  const own = node.children.find((child) => whose !== null && JSON.stringify(child.explains[0]) === JSON.stringify(whose)) ?? node;
  const shown: Shown = { ...own, quantity: own.quantity ?? 0, markPrice: node.mark?.markPrice ?? null };
  return (
    <>
      {isOneOfSeveral && whose !== null && <h4>{whose.account ?? noAccount} · {whose.strategy ?? noStrategy}</h4>}
      <table className="explained-sums"><tbody>
        {sumsOf(shown, value, instrument).map(({ name, how, minor }) => (
          <tr key={name}>
            <th scope="row">{name}</th><td className="muted how">{how}</td>
            <td><Figure text={`${formatMoney(minor, instrument.currencyMinorDigits, 'always')} ${instrument.currency}`} tone={name === 'Fees' ? 'plain' : toneOf(minor)} /></td>
          </tr>
        ))}
      </tbody></table>
      <Steps why={value} instrument={instrument} />
    </>
  );
}

function Steps({ why, instrument }: { readonly why: PositionExplanation; readonly instrument: Instrument }) {
  const zone = useSettings((s) => s.zone);
  return (
    <div className="explained-steps"><table className="grid-table">
      <thead><tr>
        <th className="text" scope="col">Time</th>
        <th scope="col" title="Signed quantity, units">Qty</th>
        <th scope="col" title="Price; of an allocation the average price">Price</th>
        <th scope="col" title="Of what was held, closed by it, units">Closed</th>
        <th scope="col" title="(Price − average before) × closed, in the instrument's currency">Realised</th>
        <th scope="col" title="Commission and fees, in the instrument's currency">Fee</th>
        <th scope="col" title="Held after it, units">Position</th>
        <th scope="col" title="Average price of what is held after it">Average</th>
        <th className="text" scope="col" title="What was booked, and its id: ExecID of a fill, AllocID of an allocation">Source</th>
      </tr></thead>
      <tbody>
        {why.steps.toReversed().map((step) => <Step key={`${sourceId(step)} ${step.at} ${step.quantityAfter}`} step={step} instrument={instrument} time={formatTime(step.at, zone, 'dateTime')} />)}
        {why.carried && (
          <tr className="muted">
            <td className="text" colSpan={4}>{why.carried.steps} earlier bookings</td><td>{formatMoney(why.carried.realisedMinor, instrument.currencyMinorDigits, 'always')}</td>
            <td>{formatMoney(why.carried.feesMinor, instrument.currencyMinorDigits)}</td><td>{formatQuantity(instrument, why.carried.quantity, 'always')}</td><td>{formatPrice(instrument, why.carried.average, 2)}</td><td />
          </tr>
        )}
      </tbody>
    </table></div>
  );
}

function Step({ step, instrument, time }: { readonly step: PositionStep; readonly instrument: Instrument; readonly time: string }) {
  const { source } = step;
  const money = (minor: number): string => formatMoney(minor, instrument.currencyMinorDigits, 'always');
  return (
    <tr>
      <td className="text figure">{time}</td>
      <td><Figure text={formatQuantity(instrument, step.quantity, 'always')} tone={toneOf(step.quantity)} /></td>
      <td><Figure text={formatPrice(instrument, step.price, Number.isInteger(step.price) ? 0 : 2)} /></td>
      <td><Figure text={step.closedQty === 0 ? '' : formatQuantity(instrument, step.closedQty)} /></td>
      <td><Figure text={step.closedQty === 0 && step.realisedMinor === 0 ? '' : money(step.realisedMinor)} tone={toneOf(step.realisedMinor)} source={realisedHow(step, instrument)} /></td>
      <td><Figure text={formatMoney(step.feeMinor, instrument.currencyMinorDigits)} /></td>
      <td><Figure text={formatQuantity(instrument, step.quantityAfter, 'always')} /></td>
      <td><Figure text={formatPrice(instrument, step.averageAfter, 2)} /></td>
      <td className="text">
        {'clOrdId' in source
          ? <button type="button" className="link-button" title={`${sourceWord(step)} of order ${source.clOrdId}: select it in the blotter`} onClick={() => selectOrderIn('positions', { clOrdId: source.clOrdId, symbol: instrument.symbol })}>{source.kind === 'fill' ? '' : 'correction '}{source.execId}</button>
          : <span title={sourceWord(step)}>{source.kind === 'allocation' ? 'allocated' : 'not allocated'} {source.allocId.slice(0, 8)}</span>}
      </td>
    </tr>
  );
}
