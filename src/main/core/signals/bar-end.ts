/** One instrument at the end of a bar: what was known, the forecast made of it, and the verdict. Live signals and the backtest both run this. */
import type { Bar } from '../../../shared/domain/bar.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import type { Limits } from '../../../shared/domain/limits.ts';
import type { ModelCard } from '../../../shared/domain/model-card.ts';
import type { Quote } from '../../../shared/domain/quote.ts';
import type { FeatureReading } from '../../../shared/features/features.ts';
import type { InstrumentState } from '../../../shared/signals/instrument-state.ts';
import { modelInput } from '../../../shared/signals/model-input.ts';
import { forecastOf, type Forecast } from '../../../shared/signals/forecast.ts';
import { decide, type Verdict } from '../../../shared/signals/policy.ts';
import { explainLinear } from '../explain/explain-linear.ts';

/** The parts of a loaded model that a verdict needs. */
export interface ScoredModel {
  readonly card: ModelCard;
  /** SHA-256 of model.onnx, hex. */
  readonly modelHash: string;
}

/** What was known when the bar ended; the score is added later. */
export interface AtBarEnd {
  readonly instrument: Instrument;
  readonly bar: Bar;
  readonly quote: Quote | null;
  readonly features: FeatureReading;
  readonly horizonVolatilityBp: number | null;
  readonly dailyVolatilityBp: number | null;
  readonly averageDailyVolume: number | null;
  /** What the model is given. */
  readonly input: Float32Array;
  /** False before the features are warm, when there is nothing to score, and without volatility, when nothing can be said in basis points. */
  readonly scorable: boolean;
}

/** Reads the state that `bar` has just been taken into. `quote` stood at the bar's end. */
export function readBarEnd(inputs: { readonly state: InstrumentState; readonly instrument: Instrument; readonly card: ModelCard; readonly bar: Bar; readonly quote: Quote | null }): AtBarEnd {
  const { state, instrument, card, bar, quote } = inputs;
  const features = state.reading();
  const horizonVolatilityBp = state.horizonVolatilityBp(card.horizonBars);
  return {
    instrument, bar, quote, features, horizonVolatilityBp,
    dailyVolatilityBp: state.dailyVolatilityBp(), averageDailyVolume: state.averageDailyVolume(),
    input: modelInput(card, features.values), scorable: state.features.warm && horizonVolatilityBp !== null,
  };
}

/** The forecast that the session's own output makes, explained. */
export function forecastAt({ card, modelHash }: ScoredModel, at: AtBarEnd, output: number): Forecast {
  return forecastOf(card, output, at.horizonVolatilityBp ?? 0, explainLinear({ card, modelHash, input: at.input, output }));
}

export interface VerdictInputs {
  readonly card: ModelCard;
  readonly at: AtBarEnd;
  readonly forecast: Forecast | null;
  /** Why there is no forecast, in words; null where it was not scorable. */
  readonly scoreProblem: string | null;
  readonly limits: Limits;
  /** Signed lots held. */
  readonly positionQty: number;
}

export function verdictAt({ card, at, forecast, scoreProblem, limits, positionQty }: VerdictInputs): Verdict {
  return decide({
    instrument: at.instrument, card, asOf: at.bar.end, barsSeen: at.features.barsSeen,
    features: at.features.values, forecast, quote: at.quote, views: [], cards: [],
    forecastProblem: at.scorable ? scoreProblem : 'volatility is unknown or nil',
    dailyVolatilityBp: at.dailyVolatilityBp, averageDailyVolume: at.averageDailyVolume, limits, positionQty,
  });
}
