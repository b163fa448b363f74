/** What came of a suggestion, whether or not it was followed: the return to its horizon, gross and net of its stated cost. */
import type { Bar } from '../domain/bar.ts';
import type { EpochMicros } from '../domain/numbers.ts';
import { sideSign } from '../domain/order.ts';
import { midTicks } from '../domain/quote.ts';
import type { Suggestion } from '../domain/signal.ts';

export interface Outcome {
  readonly suggestionId: string;
  /** End of the bar that closed the horizon. */
  readonly horizonEnd: EpochMicros;
  /** From the mid of the suggestion's quote to the mark of the horizon's last bar (LB-5), basis points. */
  readonly returnBp: number;
  /** The same in the suggested direction. */
  readonly sideReturnBp: number;
  /** sideReturnBp less the round trip's cost as it was stated. */
  readonly netBp: number;
}

/** @param price the mark at `horizonEnd`, ticks */
export function outcomeOf(suggestion: Suggestion, price: number, horizonEnd: EpochMicros): Outcome {
  const returnBp = (price / midTicks(suggestion.signal.quote) - 1) * 1e4;
  const sideReturnBp = sideSign(suggestion.side) * returnBp;
  return { suggestionId: suggestion.suggestionId, horizonEnd, returnBp, sideReturnBp, netBp: sideReturnBp - suggestion.cost.totalBp };
}

/** Waits for horizons to pass, in bars of each suggestion's own instrument. Holds at most one entry a bar of the horizon. */
export class OutcomeTracker {
  private readonly waiting = new Map<string, { readonly suggestion: Suggestion; barsLeft: number }[]>();

  /** `barsPassed`: bars that have ended since its own. */
  add(suggestion: Suggestion, barsPassed = 0): void {
    const { symbol, horizonBars } = suggestion.signal;
    const list = this.waiting.get(symbol) ?? [];
    list.push({ suggestion, barsLeft: Math.max(1, horizonBars - barsPassed) });
    this.waiting.set(symbol, list);
  }

  /** A complete bar later than the suggestions, with its mark. @returns the outcomes that it settles. */
  onBar(bar: Pick<Bar, 'symbol' | 'end'>, price: number): Outcome[] {
    const list = this.waiting.get(bar.symbol) ?? [];
    for (const entry of list) if (bar.end > entry.suggestion.signal.asOf) entry.barsLeft--;
    this.waiting.set(bar.symbol, list.filter((entry) => entry.barsLeft > 0));
    return list.filter((entry) => entry.barsLeft <= 0).map((entry) => outcomeOf(entry.suggestion, price, bar.end));
  }

  /** Forgets what it waits for: nothing of it will be measured. */
  clear(): void {
    this.waiting.clear();
  }
}
