/** What must hold before a model's answer is looked at: the instrument, the features, the quote, the forecast. The first defect is the reason for silence. */
import { isAdditive } from '../domain/explanation.ts';
import { quoteCondition } from '../domain/quote.ts';
import { warmUpBars } from '../features/schema.ts';
import { abstain, type Abstention } from './abstention.ts';
import { silenceOf } from './model-silence.ts';
import type { PolicyInputs } from './policy.ts';

/** A quote older than this many bars at the bar's end is no quote. */
export const quoteAgeBarsMax = 2;

export function inputDefect({ instrument, card, barsSeen, features }: PolicyInputs): Abstention | null {
  if (!instrument.tradable) return abstain('NOT_TRADABLE', `${instrument.symbol} can be watched but not traded`);
  if (barsSeen < warmUpBars) return abstain('WARMING_UP', `${barsSeen} of ${warmUpBars} bars seen`);
  const silence = silenceOf(card, features, null);
  return silence && abstain(silence.reason, silence.problem);
}

export function quoteDefect({ quote, asOf, instrument }: PolicyInputs): Abstention | null {
  if (!quote) return abstain('NO_QUOTE', 'no two-sided quote has arrived');
  const ageSeconds = (asOf - quote.venueTime) / 1e6;
  if (ageSeconds > quoteAgeBarsMax * instrument.barSeconds) {
    return abstain('NO_QUOTE', `the last quote was ${Math.round(ageSeconds)} s old at the bar's end`);
  }
  if (quoteCondition(quote) === 'crossed') return abstain('QUOTE_CROSSED', `bid ${quote.bid} above ask ${quote.ask} ticks`);
  // Basis points of a price at or below zero mean nothing (WTI, 2020-04-20).
  return quote.bid > 0 ? null : abstain('NO_QUOTE', `bid is ${quote.bid} ticks: costs in basis points need a positive price`);
}

export function forecastDefect({ forecast, forecastProblem, dailyVolatilityBp }: PolicyInputs): Abstention | null {
  if (!forecast) return abstain('MODEL_UNAVAILABLE', forecastProblem ?? 'no forecast');
  if (!isAdditive(forecast.explanation)) {
    return abstain('EXPLANATION_FAILED', `gap ${forecast.explanation.gap}, tolerance ${forecast.explanation.tolerance}`);
  }
  return dailyVolatilityBp === null ? abstain('FEATURES_MISSING', 'volatility is unknown or nil') : null;
}
