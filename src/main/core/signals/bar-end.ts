/** One instrument at the end of a bar: what was known, the forecast made of what the models say, and the verdict. Live signals and the backtest both run this. */
import { must } from '../../../shared/base/assert.ts';
import type { Bar } from '../../../shared/domain/bar.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import type { Limits } from '../../../shared/domain/limits.ts';
import type { ModelCard } from '../../../shared/domain/model-card.ts';
import type { Quote } from '../../../shared/domain/quote.ts';
import type { Stability } from '../../../shared/domain/signal.ts';
import type { FeatureReading } from '../../../shared/features/features.ts';
import { forecastOf, type Forecast } from '../../../shared/signals/forecast.ts';
import type { InstrumentState } from '../../../shared/signals/instrument-state.ts';
import type { LiveMark, LiveRecords } from '../../../shared/signals/live-record.ts';
import { modelInput } from '../../../shared/signals/model-input.ts';
import { callOf, decide, type PolicyInputs, type Verdict } from '../../../shared/signals/policy.ts';
import { stabilityOf } from '../../../shared/signals/stability.ts';
import { explanationOf } from '../explain/head-explainers.ts';
import { saidOf } from './noisy-calls.ts';
import type { BarReading, SpeakingModels } from './read-models.ts';

/** What was known when the bar ended; what the models say is added later. */
export interface AtBarEnd {
  readonly instrument: Instrument;
  readonly bar: Bar;
  readonly quote: Quote | null;
  readonly features: FeatureReading;
  readonly horizonVolatilityBp: number | null;
  readonly dailyVolatilityBp: number | null;
  readonly averageDailyVolume: number | null;
  /** What the drift model is given. */
  readonly input: Float32Array;
  /** False before the features are warm, when there is nothing to score, and without volatility, when nothing can be said in basis points. */
  readonly scorable: boolean;
}

/** Reads the state that `bar` has just been taken into. `quote` stood at the bar's end. `card` is the drift model's. */
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

export interface ForecastInputs {
  readonly models: SpeakingModels;
  readonly at: AtBarEnd;
  readonly reading: BarReading | null;
  readonly records: LiveRecords;
  /** What the records said when the bar ended. */
  readonly mark: LiveMark;
}

/**
 * The forecast of the drift model, explained, in the band of whoever gives one, at its live level. Null where the drift model did not
 * speak. To be made once a bar: what was said is followed from here on.
 */
export function forecastAt({ models: { drift }, at, reading, records, mark }: ForecastInputs): Forecast | null {
  if (!reading?.explained) return null;
  const { explained, views } = reading;
  const horizonVolatilityBp = at.horizonVolatilityBp ?? 0;
  const band = records.spoke(mark, { scoreSigma: explained.output, horizonVolatilityBp, views });
  return forecastOf(drift.card, explained.output, horizonVolatilityBp, explanationOf(drift, 0, explained), band);
}

export interface VerdictInputs {
  readonly models: SpeakingModels;
  readonly at: AtBarEnd;
  readonly reading: BarReading | null;
  readonly forecast: Forecast | null;
  readonly limits: Limits;
  /** Signed lots held. */
  readonly positionQty: number;
}

export const verdictAt = (inputs: VerdictInputs): Verdict => decide(policyInputsAt(inputs));

export function policyInputsAt({ models, at, reading, forecast, limits, positionQty }: VerdictInputs): PolicyInputs {
  return {
    instrument: at.instrument, card: models.drift.card, asOf: at.bar.end, barsSeen: at.features.barsSeen,
    features: at.features.values, forecast, quote: at.quote, views: reading?.views ?? [], cards: models.others.map((model) => model.card),
    forecastProblem: at.scorable ? reading?.problem ?? null : 'volatility is unknown or nil',
    dailyVolatilityBp: at.dailyVolatilityBp, averageDailyVolume: at.averageDailyVolume, limits, positionQty,
  };
}

/** How many copies of the row with a little noise lead to the same call: a side, or nothing. A model that was silent about the row is silent about its copies; one that could not be asked again stands as it spoke. */
export function stabilityAt(inputs: VerdictInputs & { readonly forecast: Forecast }): Stability {
  const { models, reading, forecast } = inputs;
  const policy = policyInputsAt(inputs);
  const said = saidOf(forecast.scoreSigma, policy.views, models);
  const copies = must(reading?.copies, 'a live reading has copies with noise');
  return stabilityOf(callOf(policy, said), copies.map((copy) => callOf(policy, {
    scoreSigma: copy.scoreSigma, stressed: said.stressed === null ? null : copy.stressed ?? said.stressed, hit: said.hit === null ? null : copy.hit ?? said.hit,
  })));
}
