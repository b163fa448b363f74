/** A suggestion that was decided or expired, with what became of its order. */
import type { Instrument } from '../../../shared/domain/instrument.ts';
import type { Order } from '../../../shared/domain/order.ts';
import type { Suggestion } from '../../../shared/domain/signal.ts';
import { useSettings } from '../../stores/settings.ts';
import { selectOrder, selectSuggestion } from '../../stores/selection.ts';
import { Figure } from '../../ui/figure.tsx';
import { formatQuantity, formatTime } from '../../ui/format.ts';
import { sideArrow, sideTone } from '../../words/order-words.ts';
import { lacksOrder } from './list-order.ts';
import { OrderOutcome } from './order-outcome.tsx';
import { suggestionStatusWords } from '../../words/signal-words.ts';

export interface DoneRowProps {
  readonly suggestion: Suggestion;
  readonly order: Order | undefined;
  /** Whether all orders are known, so that an order that is not there was never made. */
  readonly ordersKnown: boolean;
  readonly instrument: Instrument | undefined;
  readonly selected: boolean;
}

export function DoneRow({ suggestion: s, order, ordersKnown, instrument, selected }: DoneRowProps) {
  const zone = useSettings((settings) => settings.zone);
  return (
    <div className="sg-done" role="option" aria-selected={selected} id={`suggestion-${s.suggestionId}`}
      onClick={() => { selectSuggestion(s); if (order) selectOrder(order.clOrdId); }}>
      <span className="figure small faint">{formatTime(s.madeAt, zone, 'minute')}</span>
      <span className={sideTone(s.side)}>{sideArrow[s.side]}</span>
      <Figure text={formatQuantity(instrument, order?.orderQty ?? s.orderQty)} />
      <span className="sg-symbol">{s.signal.symbol}</span>
      <span>{suggestionStatusWords[s.status]}</span>
      <span className="sg-outcome"><OrderOutcome order={order} instrument={instrument} neverSent={lacksOrder(s, order, ordersKnown)} /></span>
    </div>
  );
}
