/** The schema says all that must be said of a feature, and the document says the same. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { snapshotChannels, snapshotMoments } from './book-snapshots.ts';
import { snapshotSpecs } from './book.ts';
import { featureGroups } from './feature-spec.ts';
import { longestWindowBars } from './price-path.ts';
import { featureCount, featureGroupIndexes, featureIndex, featureNames, featureSchema, featureTables, sellSideSigns } from './schema.ts';

describe('the feature schema', () => {
  it('[FE-1] keeps the first features in their places', () => {
    expect(featureNames.slice(0, 22)).toEqual(['ret_1', 'ret_5', 'ret_15', 'ret_60', 'range_position_30', 'bar_position', 'ema_distance_20',
      'vwap_distance_60', 'rsi_14', 'autocorrelation_30', 'volatility_ratio', 'bar_range', 'volume_surge', 'signed_volume_15', 'trade_flow_5',
      'order_flow_5', 'quote_imbalance', 'depth_imbalance_5', 'microprice_offset', 'spread_relative', 'time_sin', 'time_cos']);
    expect(featureIndex('time_cos')).toBe(21);
    expect(featureIndex('nothing')).toBe(-1);
  });

  it('[FE-1] says of each feature what a trader asks, in one line each', () => {
    for (const f of featureSchema) {
      for (const words of [f.label, f.meaning, f.missing, f.glossary]) expect(words, f.name).toMatch(/^[^\n|]{5,}$/);
      expect(f.glossary, f.name).toMatch(/\.$/);
      expect(f.label.length, f.name).toBeLessThanOrEqual(40);
      expect(f.windowBars, f.name).toBeLessThanOrEqual(longestWindowBars);
      if (f.unit === 'log') expect(f.directional, `${f.name}: a logarithm of a ratio has no side`).toBe(false);
    }
    expect(new Set(featureSchema.map((f) => f.label)).size).toBe(featureCount);
  });

  it('[FE-12] groups every feature, and negates the directional ones for the sell side', () => {
    expect(new Set(featureSchema.map((f) => f.group))).toEqual(new Set(featureGroups));
    featureSchema.forEach((f, i) => {
      expect(featureGroups[featureGroupIndexes[i] ?? -1]).toBe(f.group);
      expect(sellSideSigns[i]).toBe(f.directional ? -1 : 1);
    });
  });

  it('[FE-14] the moments of a series stand together, as many of each, in the order of time backwards, and differ in nothing but when', () => {
    const at = featureIndex('quote_imbalance_t1');
    expect(featureNames.slice(at)).toEqual(snapshotSpecs.map(({ name }) => name));
    for (const channel of snapshotChannels) {
      const moments = featureSchema.filter((f) => f.series?.name === channel).sort((a, b) => (a.series?.barsAgo ?? 0) - (b.series?.barsAgo ?? 0));
      const [now, ...past] = moments;
      expect([now?.name, moments.map((f) => f.series?.barsAgo)]).toEqual([channel, Array.from({ length: snapshotMoments }, (_, ago) => ago)]);
      past.forEach((f, i) => expect([f.name, f.unit, f.group, f.needs, f.directional, f.actionable, f.windowBars - (now?.windowBars ?? 0)]).toEqual(
        [`${channel}_t${i + 1}`, now?.unit, now?.group, now?.needs, now?.directional, false, i + 1]));
    }
  });

  it('is the table in docs/specs/features.md', () => {
    const inDoc = /<!-- features:begin -->\n([\s\S]*?)\n<!-- features:end -->/.exec(readFileSync('docs/specs/features.md', 'utf8'))?.[1];
    expect(inDoc, 'out of date: paste featureTables() between the marks').toBe(featureTables());
  });
});
