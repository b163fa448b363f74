/** What an order at the cursor would be, what the controls say to it, and where our own orders there stand in the queue. */
import type { Instrument } from '../../../shared/domain/instrument.ts';
import type { PriceTicks, QuantityLots } from '../../../shared/domain/numbers.ts';
import type { Side } from '../../../shared/domain/order.ts';
import { useCoreNow } from '../../stores/clock.ts';
import { Button } from '../../ui/button.tsx';
import { formatPrice, formatQuantity, formatSpan } from '../../ui/format.ts';
import { KeyHint } from '../../ui/key-hint.tsx';
import { sideWord } from '../../words/order-words.ts';
import { CheckLine } from '../ticket/check-line.tsx';
import type { LadderRow, OwnOrders } from './ladder-rows.ts';

export interface LadderFootProps {
  readonly instrument: Instrument;
  readonly price: PriceTicks;
  readonly size: QuantityLots | null;
  /** The side that rests at the cursor; null between bid and ask. */
  readonly side: Side | null;
  readonly row: LadderRow | undefined;
  readonly outOfView: { readonly above: number; readonly below: number };
  readonly step: number;
  readonly onCentre: () => void;
}

export function LadderFoot({ instrument, price, size, side, row, outOfView, step, onCentre }: LadderFootProps) {
  const checked = side ?? 'buy';
  const own = row?.buys ?? row?.sells ?? null;
  return (
    <div className="ladder-foot">
      <div className="ladder-line">
        <span className="clip"><b>{sideWord[checked]} {formatQuantity(instrument, size)}</b> at <span className="figure">{formatPrice(instrument, price)}</span> day{side === null && ', inside the spread'}{step > 1 && <span className="faint small"> · {step} ticks a row</span>}</span>
        <span className="ladder-keys small muted"><KeyHint keys="b" /> buy <KeyHint keys="s" /> sell <KeyHint keys="x" /> cancel</span>
        <Button tone="quiet" label="Centre on the market" keys="Space" onPress={onCentre}>Centre</Button>
      </div>
      {size !== null && <CheckLine replaces={false} ticket={{ symbol: instrument.symbol, side: checked, ordType: 'limit', price, orderQty: size, timeInForce: 'day' }} />}
      {own ? <QueueWords instrument={instrument} own={own} /> : <p className="ladder-queue small faint">No order of yours at this price{hiddenWords(outOfView)}</p>}
    </div>
  );
}

function hiddenWords({ above, below }: LadderFootProps['outOfView']): string {
  const parts = [above > 0 && `▲ ${above} above`, below > 0 && `▼ ${below} below`].filter(Boolean);
  return parts.length === 0 ? '' : `; out of view: ${parts.join(', ')}`;
}

function QueueWords({ instrument, own }: { readonly instrument: Instrument; readonly own: OwnOrders }) {
  const now = useCoreNow();
  const { first } = own;
  const yours = formatQuantity(instrument, own.leavesQty);
  if (first === null) return <p className="ladder-queue small muted" title="The book did not show this price when the order joined, or prices were not live">Your {yours}: place in queue unknown</p>;
  const [sinceMs, ageMs] = [(now - first.joinedAt) / 1000, (now - first.asOf) / 1000];
  const [ahead, shown] = [formatQuantity(instrument, first.aheadQty), formatQuantity(instrument, first.joinedBehindQty)];
  return (
    <p className="ladder-queue small muted" title={`An estimate: ${shown} was shown at this price when the order joined ${formatSpan(sinceMs)} ago; what traded there since is taken off. Last changed ${formatSpan(ageMs)} ago.`}>
      Your {yours}: about <span className="figure figure-small">{ahead}</span> ahead of {shown} at joining {formatSpan(sinceMs)} ago; estimate {formatSpan(ageMs)} old
    </p>
  );
}
