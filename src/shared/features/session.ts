/** Features of the session so far. */
import type { Bar } from '../domain/bar.ts';
import { noVolume, type FeatureSpec } from './feature-spec.ts';
import { placeBetween, type PricePath } from './price-path.ts';
import type { SessionClock } from './session-clock.ts';
import { clip } from './windows.ts';

const ofSession = { group: 'session', needs: 'sessions', unit: 'sigma', windowBars: 0, staleAfterBars: 2, directional: true, actionable: true } as const;
const noStart = 'the start of the session was not seen';

export const sessionSpecs = [
  { ...ofSession, name: 'session_gap', label: 'Gap at the open', meaning: 'log of the open of the session over the last close before it, over volatility x sqrt(bars of a usual day), within 5', missing: `${noStart}, or a volatility of zero`, glossary: 'Where the session opened against the close before: 1 is a usual session\'s move.', actionable: false },
  { ...ofSession, name: 'session_return', label: 'Return since the open', meaning: 'log return since the open of the session over volatility x sqrt(bars since), within 5', missing: `${noStart}, or a volatility of zero`, glossary: 'Up or down since the open, against what is usual by this time.' },
  { ...ofSession, name: 'session_vwap_distance', label: 'Distance to session VWAP', meaning: 'log price less the volume-weighted mean of log typical price of the session over volatility x sqrt(bars since its start), within 5', missing: `${noStart}, or ${noVolume}`, glossary: 'Above 0 dearer than what most paid today; the benchmark of many desks.' },
  { ...ofSession, name: 'session_range_position', label: 'Place in the session\'s range', unit: 'ratio', meaning: '-1 at the low of the session, +1 at its high', missing: `${noStart}, or it has no range`, glossary: 'Near the high (+1) or the low (-1) of the day.' },
] as const satisfies readonly FeatureSpec[];

export type SessionName = (typeof sessionSpecs)[number]['name'];

export class SessionFeatures {
  private readonly path: PricePath;
  private readonly clock: SessionClock;
  /** Log gap from the last close to this session's open; null where a price is not positive. */
  private gap: number | null = null;
  /** In the measure of the path. */
  private open = 0;
  private high = 0;
  private low = 0;
  private volume = 0;
  private weightedPrice = 0;
  private lastClose: Bar['close'] | null = null;

  constructor(path: PricePath, clock: SessionClock) {
    this.path = path;
    this.clock = clock;
  }

  /** After path and clock have taken in the bar. */
  onBar(bar: Bar): void {
    const { logPrice, open, high, low } = this.path;
    if (this.clock.begins) {
      this.gap = this.lastClose !== null && this.lastClose > 0 && bar.open > 0 ? Math.log(bar.open / this.lastClose) : null;
      this.open = logPrice + open;
      this.high = logPrice + high;
      this.low = logPrice + low;
      this.volume = 0;
      this.weightedPrice = 0;
    }
    this.high = Math.max(this.high, logPrice + high);
    this.low = Math.min(this.low, logPrice + low);
    // Weighted from the open, so that a long sum stays small beside its parts.
    const volume = bar.volume ?? 0;
    this.volume += volume;
    this.weightedPrice += volume * (this.path.typical() - this.open);
    this.lastClose = bar.close;
  }

  values(): Record<SessionName, number | null> {
    const { path, clock, gap, volume } = this;
    const sigma = path.sigma();
    if (clock.start === null) return { session_gap: null, session_return: null, session_vwap_distance: null, session_range_position: null };
    const since = path.logPrice - this.open;
    const spread = sigma === null ? null : sigma * Math.sqrt(clock.bars);
    return {
      session_gap: sigma === null || gap === null ? null : clip(gap / (sigma * Math.sqrt(path.barsPerDay())), 5),
      session_return: spread === null ? null : clip(since / spread, 5),
      session_vwap_distance: spread === null || volume <= 0 ? null : clip((since - this.weightedPrice / volume) / spread, 5),
      session_range_position: placeBetween(path.logPrice, this.low, this.high),
    };
  }
}
