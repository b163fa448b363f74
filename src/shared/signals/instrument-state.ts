/** What a model needs to know of one instrument, built from its events: features, volatilities, usual volume. One code for live and backtest. */
import type { Bar } from '../domain/bar.ts';
import type { Instrument } from '../domain/instrument.ts';
import { FeatureEngine, type FeatureReading } from '../features/features.ts';
import { VolatilityEstimator } from '../features/volatility.ts';
import { ExponentialMean } from '../features/windows.ts';

export class InstrumentState {
  readonly features: FeatureEngine;
  private readonly volatility: VolatilityEstimator;
  private readonly barVolume = new ExponentialMean(0.02);
  private readonly instrument: Instrument;

  constructor(instrument: Instrument) {
    this.instrument = instrument;
    this.features = new FeatureEngine(instrument.barSeconds);
    this.volatility = new VolatilityEstimator(instrument.barSeconds);
  }

  /** @returns false for a bar that is not later than the last one, which changes nothing. */
  onBar(bar: Bar): boolean {
    if (!this.features.onBar(bar)) return false;
    this.volatility.onBar(bar);
    if (bar.volume !== null) this.barVolume.add(bar.volume);
    return true;
  }

  reading(): FeatureReading {
    return this.features.vector();
  }

  horizonVolatilityBp(horizonBars: number): number | null {
    return this.volatility.horizonBp(horizonBars);
  }

  dailyVolatilityBp(): number | null {
    return this.volatility.dailyBp();
  }

  /** Lots a day: as published, else the mean volume of a bar times the bars of a day; null when neither is known. */
  averageDailyVolume(): number | null {
    const estimated = this.barVolume.value * this.volatility.barsPerDay();
    return this.instrument.averageDailyVolumeLots ?? (estimated >= 1 ? estimated : null);
  }
}
