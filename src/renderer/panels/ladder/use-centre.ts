/** Where the ladder's middle is and how many ticks a row holds: still until the market nears the edge, and never moving under the pointer. */
import { useState } from 'react';
import { priceTicks, type PriceTicks } from '../../../shared/domain/numbers.ts';
import type { BookDepth, Quote } from '../../../shared/domain/quote.ts';
import { bidRow, centreOf, fittingStep, nearsEdge } from './ladder-rows.ts';

export interface CentreInput {
  readonly quote: Quote;
  readonly depth: BookDepth | null;
  readonly count: number;
  /** The pointer is over the ladder: nothing may move. */
  readonly holds: boolean;
  /** The ladder has the focus: it stays where the trader has moved it. */
  readonly focused: boolean;
}

export interface Centre {
  readonly centre: PriceTicks;
  readonly step: number;
  readonly recentre: () => void;
  /** Moves the middle just far enough that the price has a row. */
  readonly bringIntoView: (price: PriceTicks) => void;
}

interface Place {
  readonly centre: PriceTicks;
  readonly step: number;
  /** The trader moved it away from the market: it stays there until the focus leaves. */
  readonly away: boolean;
  readonly hadDepth: boolean;
  readonly count: number;
}

export function useCentre({ quote, depth, count, holds, focused }: CentreInput): Centre {
  const fresh = (): Place => {
    const step = fittingStep(depth, quote, count);
    return { centre: centreOf(quote, step), step, away: false, hadDepth: depth !== null, count };
  };
  const [place, setPlace] = useState(fresh);
  // The first depth, or another height of the panel, may need another step; a market near the edge another middle.
  const outgrown = (depth !== null && !place.hadDepth) || count !== place.count;
  if (!holds && !(place.away && focused) && (outgrown || nearsEdge(quote, place.centre, count, place.step))) {
    const next = fresh();
    if (next.centre !== place.centre || next.step !== place.step || outgrown) setPlace(next);
  }
  return {
    centre: place.centre,
    step: place.step,
    recentre: () => setPlace(fresh()),
    bringIntoView(price) {
      const half = Math.floor((count - 1) / 2) * place.step;
      const low = place.centre + half - (count - 1) * place.step;
      const by = price > place.centre + half ? price - (place.centre + half) : price < low ? price - low : 0;
      if (by !== 0) setPlace({ ...place, centre: bidRow(priceTicks(place.centre + by), place.step), away: true });
    },
  };
}
