/** What stands at a bar: suggestions by what became of them, and fills at their price. Pure. */
import type { Bar } from '../../../shared/domain/bar.ts';
import type { Fill } from '../../../shared/domain/fill.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import type { Suggestion } from '../../../shared/domain/signal.ts';
import { formatPrice, formatQuantity } from '../../ui/format.ts';
import { barIndexAt, chartSeconds } from './bar-times.ts';

export type MarkTone = 'up' | 'down' | 'muted';

/** A mark beside a bar: above it for a sell, below it for a buy. */
export interface SuggestionMark {
  readonly id: string;
  readonly seconds: number;
  readonly side: 'buy' | 'sell';
  readonly shape: 'arrow' | 'square' | 'dot';
  readonly tone: MarkTone;
  readonly text: string;
  readonly large: boolean;
}

/** A mark at a price, drawn as a diamond. */
export interface FillMark {
  readonly id: string;
  readonly seconds: number;
  readonly price: number;
  readonly side: 'buy' | 'sell';
  readonly words: string;
}

/** The newest marks of each kind: more of them hide the bars and slow the chart. */
const marksMax = 200;

/** Open is a large arrow with its size; taken a small arrow (A accepted, E edited); rejected a grey square; expired a dot. */
export function suggestionMarks(suggestions: readonly Suggestion[], bars: readonly Bar[], instrument: Instrument): readonly SuggestionMark[] {
  return suggestions
    .filter((s) => s.signal.symbol === instrument.symbol)
    .flatMap((s): SuggestionMark[] => {
      // A signal is made at the end of its bar: it belongs to the bar that ended then.
      const bar = bars[barIndexAt(bars, s.signal.asOf - 1)];
      if (!bar || s.signal.asOf > bar.end) return [];
      const at = { id: s.suggestionId, seconds: chartSeconds(bar), side: s.side };
      const tone = s.side === 'buy' ? 'up' : 'down';
      if (s.status === 'open') return [{ ...at, shape: 'arrow', tone, text: formatQuantity(instrument, s.orderQty), large: true }];
      if (s.status === 'rejected') return [{ ...at, shape: 'square', tone: 'muted', text: 'R', large: false }];
      if (s.status === 'expired') return [{ ...at, shape: 'dot', tone: 'muted', text: '', large: false }];
      return [{ ...at, shape: 'arrow', tone, text: s.status === 'edited' ? 'E' : 'A', large: false }];
    })
    .sort((a, b) => a.seconds - b.seconds || (a.id < b.id ? -1 : 1))
    .slice(-marksMax);
}

export function fillMarks(fills: readonly Fill[], bars: readonly Bar[], instrument: Instrument, priceOf: (ticks: number) => number): readonly FillMark[] {
  return fills
    .filter((fill) => fill.symbol === instrument.symbol)
    .flatMap((fill): FillMark[] => {
      const bar = bars[barIndexAt(bars, fill.transactTime)];
      if (!bar) return [];
      const words = `${fill.side === 'buy' ? 'bought' : 'sold'} ${formatQuantity(instrument, fill.lastQty)} at ${formatPrice(instrument, fill.lastPx)}`;
      return [{ id: fill.execId, seconds: chartSeconds(bar), price: priceOf(fill.lastPx), side: fill.side, words }];
    })
    .slice(-marksMax);
}
