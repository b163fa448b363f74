/**
 * What a model may look at: the features in their order, in words. The order, names, units and windows are hashed with
 * the revision of their arithmetic; a model that was trained on another schema is refused.
 */
import { sha256Hex } from '../base/sha256.ts';

export interface FeatureSpec {
  /** Machine name; stable, part of the hash. */
  readonly name: string;
  /** Words that a trader understands. */
  readonly label: string;
  /** 'sigma': multiples of the volatility of one bar over the same span; 'ratio': within [-1, 1]; 'log': natural logarithm of a ratio. */
  readonly unit: 'sigma' | 'ratio' | 'log';
  /** Bars that it looks back over; 0 when it is read off the book as it stands. */
  readonly windowBars: number;
  readonly meaning: string;
  /** When it cannot be computed. The model then sees the default that its card states. */
  readonly missing: string;
  /** Whether its sign is a view on direction that a trader can act on; the others only colour the view. */
  readonly actionable: boolean;
}

const noHistory = 'fewer bars than the window, or a volatility of zero';
const noVolume = 'no bar in the window has a volume';
const noQuote = 'no two-sided quote within the last two bars';

export const featureSchema: readonly FeatureSpec[] = [
  { name: 'ret_1', label: '1-bar return', unit: 'sigma', windowBars: 1, meaning: 'log return of the last bar over one-bar volatility', missing: noHistory, actionable: true },
  { name: 'ret_5', label: '5-bar return', unit: 'sigma', windowBars: 5, meaning: 'log return of the last 5 bars over volatility x sqrt(5)', missing: noHistory, actionable: true },
  { name: 'ret_15', label: '15-bar return', unit: 'sigma', windowBars: 15, meaning: 'log return of the last 15 bars over volatility x sqrt(15)', missing: noHistory, actionable: true },
  { name: 'ret_60', label: '60-bar return', unit: 'sigma', windowBars: 60, meaning: 'log return of the last 60 bars over volatility x sqrt(60)', missing: noHistory, actionable: true },
  { name: 'range_position_30', label: 'Place in 30-bar range', unit: 'ratio', windowBars: 30, meaning: '-1 at the lowest low of the last 30 bars, +1 at the highest high', missing: 'fewer bars than the window, or the range is nil', actionable: true },
  { name: 'bar_position', label: 'Close within its bar', unit: 'ratio', windowBars: 1, meaning: '-1 when the bar closed at its low, +1 at its high; 0 for a bar without range', missing: 'before the first bar', actionable: true },
  { name: 'ema_distance_20', label: 'Distance to 20-bar average', unit: 'sigma', windowBars: 20, meaning: 'log price less its exponential mean (weight 2/21) over volatility x sqrt(20)', missing: noHistory, actionable: true },
  { name: 'vwap_distance_60', label: 'Distance to 60-bar VWAP', unit: 'sigma', windowBars: 60, meaning: 'log price less the volume-weighted mean of log typical price over volatility x sqrt(60)', missing: noVolume, actionable: true },
  { name: 'rsi_14', label: 'Relative strength (14)', unit: 'ratio', windowBars: 14, meaning: "Wilder's index (1978) moved to [-1, 1]: (RSI - 50) / 50", missing: 'fewer bars than the window, or no move within it', actionable: true },
  { name: 'autocorrelation_30', label: 'Return autocorrelation', unit: 'ratio', windowBars: 30, meaning: 'lag-1 autocorrelation of the last 30 returns: above 0 trending, below 0 reverting', missing: 'fewer bars than the window, or no move within it', actionable: false },
  { name: 'volatility_ratio', label: 'Volatility against usual', unit: 'log', windowBars: 60, meaning: 'log of fast over slow exponential volatility (weights 0.2 and 0.02)', missing: noHistory, actionable: false },
  { name: 'bar_range', label: 'Bar range against usual', unit: 'sigma', windowBars: 1, meaning: 'log high/low over its mean under a random walk of this volatility (1.596 sigma), less 1; at most 5', missing: noHistory, actionable: false },
  { name: 'volume_surge', label: 'Volume against usual', unit: 'sigma', windowBars: 30, meaning: 'log volume less its exponential mean (weight 1/30) over its deviation, within 5', missing: 'no volume, or fewer than 30 bars with one', actionable: false },
  { name: 'signed_volume_15', label: 'Volume on up bars', unit: 'ratio', windowBars: 15, meaning: 'volume of rising bars less that of falling bars over all volume, 15 bars', missing: noVolume, actionable: true },
  { name: 'trade_flow_5', label: 'Buyer-initiated trades', unit: 'ratio', windowBars: 5, meaning: 'size bought less size sold by aggressors over both, 5 bars', missing: 'no trade with a known aggressor in the window', actionable: true },
  { name: 'order_flow_5', label: 'Order flow at the touch', unit: 'ratio', windowBars: 5, meaning: 'order flow imbalance of best quotes (Cont, Kukanov, Stoikov 2014) over its absolute sum, 5 bars', missing: 'no change of a best quote with sizes of its own (not the same on both sides) in the window', actionable: true },
  { name: 'quote_imbalance', label: 'Best bid against best offer size', unit: 'ratio', windowBars: 0, meaning: 'bid size less ask size over both, at the touch', missing: `${noQuote}, or its sizes are unknown`, actionable: true },
  { name: 'depth_imbalance_5', label: 'Five-level depth imbalance', unit: 'ratio', windowBars: 0, meaning: 'bid less ask size over both, the best five levels', missing: 'no depth on both sides within the last two bars', actionable: true },
  { name: 'microprice_offset', label: 'Microprice against mid', unit: 'sigma', windowBars: 0, meaning: 'size-weighted mid (weights crossed) less mid, over one-bar volatility, within 5', missing: `${noQuote}, or its sizes are unknown`, actionable: true },
  { name: 'spread_relative', label: 'Spread against usual', unit: 'log', windowBars: 30, meaning: 'log of the spread over its exponential mean at bar ends (weight 1/30), within 3', missing: `${noQuote}, or it is locked or crossed`, actionable: false },
  { name: 'time_sin', label: 'Time of day (sine)', unit: 'ratio', windowBars: 0, meaning: 'sine of the UTC time of day of the bar end, one turn a day', missing: 'bars of half a day or longer', actionable: false },
  { name: 'time_cos', label: 'Time of day (cosine)', unit: 'ratio', windowBars: 0, meaning: 'cosine of the UTC time of day of the bar end, one turn a day', missing: 'bars of half a day or longer', actionable: false },
];

export const featureCount = featureSchema.length;
export const featureNames: readonly string[] = featureSchema.map((f) => f.name);

/** Bars before a reading may be used: the longest window and the close before it. */
export const warmUpBars = 61;

/** Raise it when the arithmetic of a feature changes, so that models trained on the old one are refused. */
export const featureRevision = 1;

/** SHA-256 of the revision and of names, units and windows in order; hex. */
export const featureSchemaHash: string = sha256Hex(
  [`revision ${featureRevision}`, ...featureSchema.map((f) => `${f.name} ${f.unit} ${f.windowBars}`)].join('\n'),
);

/** The table of docs/specs/features.md. */
export function featureTable(): string {
  const rows = featureSchema.map((f, i) =>
    `| ${i + 1} | \`${f.name}\` | ${f.label} | ${f.unit} | ${f.windowBars || 'now'} | ${f.meaning} | ${f.missing} | ${f.actionable ? 'yes' : 'no'} |`);
  return ['| # | name | in words | unit | bars | meaning | missing when | actionable |', '|---|---|---|---|---|---|---|---|', ...rows].join('\n');
}
