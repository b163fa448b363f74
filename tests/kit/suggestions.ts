/** Whole suggestions for tests, as the signals room makes them. */
import { epochMicros, priceTicks, quantityLots } from '../../src/shared/domain/numbers.ts';
import type { Suggestion, SuggestionStatus } from '../../src/shared/domain/signal.ts';
import { quoteOf } from './desk.ts';

export function suggestionOf(suggestionId: string, over: Partial<Suggestion> = {}, symbol = 'ACME'): Suggestion {
  return {
    suggestionId,
    signal: {
      signalId: `sig-${suggestionId}`, symbol, asOf: epochMicros(60_000_000), features: [0.5, null], scoreSigma: 0.4, horizonVolatilityBp: 25, expectedReturnBp: 10,
      horizonBars: 15, band: { lowBp: -40, highBp: 60, level: 0.8 },
      explanation: {
        modelId: 'drift-linear', modelVersion: '1.0.0', modelHash: 'ab', featureSchemaHash: 'cd', method: 'linear-closed-form', backgroundId: 'bg', baseValue: 0.1,
        contributions: [0.2, 0.1], output: 0.4, gap: 0, tolerance: 1e-6, unit: 'sigma', head: 'score', standardErrors: null,
      },
      views: [], novelty: { distance: 1, outside: [] }, stability: { same: 32, draws: 32, noise: 0.1 },
      quote: quoteOf(symbol, 9_999, 10_001),
    },
    side: 'buy', orderQty: quantityLots(10), ordType: 'limit', price: priceTicks(10_001), timeInForce: 'ioc', edgeBp: 10,
    cost: { spreadBp: 2, feeBp: 2, impactBp: 1, totalBp: 5 }, netEdgeBp: 5, odds: null, betSize: null, fillOdds: null, breakEvenQty: null, stopPrice: priceTicks(9_900),
    madeAt: epochMicros(60_000_000), expiresAt: epochMicros(120_000_000), status: 'open', ...over,
  };
}

/** The open suggestions as the signals room keeps them. */
export class SuggestionShelf {
  readonly byId = new Map<string, Suggestion>();

  put(suggestion: Suggestion): void {
    this.byId.set(suggestion.suggestionId, suggestion);
  }

  get(id: string): Suggestion | null {
    return this.byId.get(id) ?? null;
  }

  close(id: string, status: Exclude<SuggestionStatus, 'open'>): void {
    const s = this.byId.get(id);
    if (s) this.byId.set(id, { ...s, status });
  }
}
