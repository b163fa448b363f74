/** What each key does while the ladder has the focus. Pure; undefined for keys that are not the ladder's. */
import type { Side } from '../../../shared/domain/order.ts';
import type { Quote } from '../../../shared/domain/quote.ts';
import { restingSide } from './ladder-rows.ts';

export type LadderAction =
  | { readonly kind: 'move'; readonly to: number }
  /** `side` is null for Enter between bid and ask: there is no side that rests there. */
  | { readonly kind: 'place'; readonly side: Side | null }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'centre' }
  | { readonly kind: 'size'; readonly by: 1 | -1 }
  /** A key held down: it is the ladder's, and does nothing a second time. */
  | { readonly kind: 'nothing' };

export interface LadderKey {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly repeat: boolean;
}

export interface LadderPlace {
  readonly cursor: number;
  readonly step: number;
  readonly count: number;
  readonly quote: Pick<Quote, 'bid' | 'ask'>;
}

export function ladderAction({ key, shiftKey, repeat }: LadderKey, { cursor, step, count, quote }: LadderPlace): LadderAction | undefined {
  const by = (shiftKey ? 10 : 1) * step;
  switch (key) {
    case 'ArrowUp': return { kind: 'move', to: cursor + by };
    case 'ArrowDown': return { kind: 'move', to: cursor - by };
    case 'PageUp': return { kind: 'move', to: cursor + (count - 1) * step };
    case 'PageDown': return { kind: 'move', to: cursor - (count - 1) * step };
    case 'Home': return { kind: 'move', to: quote.ask };
    case 'End': return { kind: 'move', to: quote.bid };
    case ' ': return { kind: 'centre' };
    case ']': return { kind: 'size', by: 1 };
    case '[': return { kind: 'size', by: -1 };
    case 'Enter': return repeat ? { kind: 'nothing' } : { kind: 'place', side: restingSide(cursor, quote) };
    case 'b': return repeat ? { kind: 'nothing' } : { kind: 'place', side: 'buy' };
    case 's': return repeat ? { kind: 'nothing' } : { kind: 'place', side: 'sell' };
    case 'x': return repeat ? { kind: 'nothing' } : { kind: 'cancel' };
    default: return undefined;
  }
}
