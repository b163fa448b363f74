/** One line over the panels: which market this is, its time, the day's net P&L, what is working, and where help is. */
import type { PositionRow } from '../../../shared/contract/portfolio.ts';
import { isDone, type Order } from '../../../shared/domain/order.ts';
import { useMarketClock } from '../../stores/clock.ts';
import { useSettings } from '../../stores/settings.ts';
import { useStream, useStreamPart } from '../../stores/use-stream.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Figure, toneOf } from '../../ui/figure.tsx';
import { formatCount, formatMoney, formatNumber, formatTime } from '../../ui/format.ts';
import { canCancel } from '../../words/order-words.ts';
import { totalsOf } from '../positions/totals.ts';
import './connections.css';

export interface TopBarProps {
  readonly onCancelAll: () => void;
  readonly onPalette: () => void;
  readonly onCheatSheet: () => void;
}

const noPositions: readonly PositionRow[] = [];
const noOrders: readonly Order[] = [];

export function TopBar({ onCancelAll, onPalette, onCheatSheet }: TopBarProps) {
  const { value: status } = useStream('connections.status', {});
  const { nowMicros: marketTime, speed } = useMarketClock();
  const positions = useStreamPart('portfolio.positions', {}, (s) => s.value) ?? noPositions;
  const orders = useStreamPart('orders.blotter', {}, (s) => s.value) ?? noOrders;
  const zone = useSettings((s) => s.zone);
  const open = orders.filter((order) => !isDone(order.ordStatus)).length;
  const working = orders.filter((order) => canCancel(order.ordStatus)).length;
  return (
    <header className="top">
      <h1 className="top-name">Candor</h1>
      {status && <Chip tone={/prod/i.test(status.environment) ? 'danger' : 'accent'} fill={/prod/i.test(status.environment)} title={status.source ?? undefined}>{status.environment}</Chip>}
      {status && status.source !== null && <span className="muted clip top-source" title={status.source}>{status.source}</span>}
      {marketTime !== null && <span className="top-fact" title="Market time of the venue"><Figure text={formatTime(marketTime, zone, 'dateTime')} tone="strong" /><span className="faint small">{zone === 'utc' ? 'UTC' : 'local'}{speed === 1 ? '' : ` ×${formatNumber(speed, 0)}`}</span></span>}
      <span className="grow" />
      {totalsOf(positions).map((total) => (
        <span key={total.currency} className="top-fact"><span className="muted small">Net {total.currency}</span><Figure text={formatMoney(total.netMinor, total.minorDigits, 'always')} tone={toneOf(total.netMinor)} size="large" arrow={true} /></span>
      ))}
      <span className="top-fact"><span className="muted small">Working</span><Figure text={formatCount(working)} tone="strong" size="large" /><Button tone="quiet" keys="Shift+C" disabled={open === 0} label="Cancel all open orders; asked once, with how many and for how much" onPress={onCancelAll}>Cancel all</Button></span>
      {status && <span className="muted small" title="Signed in as">{status.userId}</span>}
      <Button tone="quiet" keys="$mod+k" onPress={onPalette}>Commands</Button>
      <Button tone="quiet" keys="?" onPress={onCheatSheet}>Keys</Button>
    </header>
  );
}

/** Says across the whole width that trading is halted, and why. */
export function HaltBanner() {
  const trading = useStreamPart('connections.status', {}, (s) => s.value?.trading);
  if (trading?.state !== 'halted') return null;
  return <div className="halt" role="alert">■ Trading halted: {trading.why ?? 'no reason given'}. Orders are denied; cancels still pass.</div>;
}
