/**
 * What a model may look at: the features in their order, in words. The order, names, units and windows are hashed with
 * the revision of their arithmetic; a model that was trained on another schema is refused.
 */
import { must } from '../base/assert.ts';
import { sha256Hex } from '../base/sha256.ts';
import { bookSpecs, snapshotSpecs } from './book.ts';
import { calendarSpecs } from './calendar.ts';
import { featureGroups, type FeatureSpec } from './feature-spec.ts';
import { momentumSpecs } from './momentum.ts';
import { ownSpecs } from './own.ts';
import { regimeSpecs } from './regime.ts';
import { reversalSpecs } from './reversal.ts';
import { sessionSpecs } from './session.ts';
import { tradeSpecs } from './trades.ts';
import { volatilitySpecs } from './volatility-features.ts';
import { volumeSpecs } from './volume.ts';

export type { FeatureGroup, FeatureSpec } from './feature-spec.ts';

const specs = [
  ...momentumSpecs, ...reversalSpecs, ...sessionSpecs, ...regimeSpecs, ...volatilitySpecs, ...volumeSpecs, ...tradeSpecs, ...bookSpecs,
  ...ownSpecs, ...calendarSpecs, ...snapshotSpecs,
] as const;

export type FeatureName = (typeof specs)[number]['name'];

/** The names in the order of a vector. New features are appended: what a column holds never changes its place. */
export const featureOrder: readonly FeatureName[] = [
  'ret_1', 'ret_5', 'ret_15', 'ret_60', 'range_position_30', 'bar_position', 'ema_distance_20', 'vwap_distance_60', 'rsi_14',
  'autocorrelation_30', 'volatility_ratio', 'bar_range', 'volume_surge', 'signed_volume_15', 'trade_flow_5', 'order_flow_5',
  'quote_imbalance', 'depth_imbalance_5', 'microprice_offset', 'spread_relative', 'time_sin', 'time_cos',
  'ret_10', 'ret_30', 'ret_120', 'macd_histogram', 'di_balance_14', 'run_length',
  'bollinger_b_20', 'stochastic_k_14', 'donchian_60',
  'session_gap', 'session_return', 'session_vwap_distance', 'session_range_position',
  'adx_14', 'efficiency_ratio_20',
  'parkinson_ratio_30', 'volatility_of_volatility_30', 'jump_share_30', 'semivariance_balance_30',
  'force_index_13', 'money_flow_14', 'amihud_relative',
  'trade_flow_1', 'trade_flow_15', 'trade_count_surge', 'trade_size_surge', 'trade_impact_30',
  'order_flow_1', 'order_flow_15', 'quote_imbalance_bar', 'depth_beyond_touch', 'depth_slope_balance', 'microprice_drift',
  'spread_change_5', 'quote_rate_surge',
  'own_position', 'own_order_imbalance', 'own_fill_recency', 'own_participation_15',
  'session_progress', 'closing_hour', 'weekday_sin', 'weekday_cos', 'month_turn',
  // The book as it was, channel by channel, newest first.
  ...snapshotSpecs.map(({ name }) => name),
];

export const featureSchema: readonly (FeatureSpec & { readonly name: FeatureName })[] =
  featureOrder.map((name) => must(specs.find((spec) => spec.name === name), `every name of the order has a spec: ${name}`));

export const featureCount = featureSchema.length;
export const featureNames: readonly string[] = featureOrder;

/** Place of a feature in a vector; -1 when no feature has that name. */
export const featureIndex = (name: string): number => featureNames.indexOf(name);

/** For each feature the number of its group in `featureGroups`. */
export const featureGroupIndexes: readonly number[] = featureSchema.map((f) => featureGroups.indexOf(f.group));

/** What a row is multiplied by, feature by feature, to be seen from the sell side: -1 where directional, else 1. */
export const sellSideSigns: readonly number[] = featureSchema.map((f) => (f.directional ? -1 : 1));

/**
 * Bars before a reading may be used: 60 returns and the close before them. Slower windows (`ret_120`) and what waits for
 * the start of a session or for other data may still be missing then.
 */
export const warmUpBars = 61;

/** Raise it when the arithmetic of a feature changes, so that models trained on the old one are refused. */
export const featureRevision = 3;

/** SHA-256 of the revision and of names, units and windows in order; hex. */
export const featureSchemaHash: string = sha256Hex(
  [`revision ${featureRevision}`, ...featureSchema.map((f) => `${f.name} ${f.unit} ${f.windowBars}`)].join('\n'),
);

/** The tables of docs/specs/features.md: what each feature is, and what it tells a trader. */
export function featureTables(): string {
  const yes = (flag: boolean): string => (flag ? 'yes' : 'no');
  const definitions = featureSchema.map((f, i) =>
    `| ${i + 1} | \`${f.name}\` | ${f.group} | ${f.unit} | ${f.windowBars || 'now'} | ${f.needs} | ${f.staleAfterBars ?? 'never'} | ${yes(f.directional)} | ${yes(f.actionable)} | ${f.meaning} | ${f.missing} |`);
  const glossary = featureSchema.map((f) => `| \`${f.name}\` | ${f.label} | ${f.glossary} |`);
  return [
    '| # | name | group | unit | bars | needs | stale after | directional | actionable | meaning | missing when |', '|---|---|---|---|---|---|---|---|---|---|---|', ...definitions, '',
    '| name | in words | what it tells |', '|---|---|---|', ...glossary,
  ].join('\n');
}
