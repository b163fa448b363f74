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
  readonly step: number;
  readonly onCentre: () => void;
}

export function LadderFoot({ instrument, price, size, side, row, step, onCentre }: LadderFootProps) {
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
      {own && <QueueWords instrument={instrument} own={own} />}
    </div>
  );
}

function QueueWords({ instrument, own }: { readonly instrument: Instrument; readonly own: OwnOrders }) {
  const now = useCoreNow();
  const { first } = own;
  if (first === null) return <p className="ladder-queue small muted">Your {formatQuantity(instrument, own.leavesQty)} here: place in queue unknown (the book did not show this price when it joined)</p>;
  const [sinceMs, ageMs] = [(now - first.joinedAt) / 1000, (now - first.asOf) / 1000];
  return (
    <p className="ladder-queue small muted">
      Your {formatQuantity(instrument, own.leavesQty)} here: about <span className="figure figure-small">{formatQuantity(instrument, first.aheadQty)}</span> ahead
      of <span className="figure figure-small">{formatQuantity(instrument, first.joinedBehindQty)}</span> shown when it joined {formatSpan(sinceMs)} ago; an estimate, {formatSpan(ageMs)} old
    </p>
  );
}
