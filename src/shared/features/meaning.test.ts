/** Every feature against values that `tests/fixtures/features/oracle.py` computed in numpy from what the feature is said to mean. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { oracleBars, oracleMarkets } from '../../../tests/kit/feature-oracle-markets.ts';
import { featureRows } from './feature-rows.ts';
import { featureNames } from './schema.ts';

interface Oracle {
  readonly names: readonly string[];
  readonly markets: readonly { readonly name: string; readonly bars: readonly number[]; readonly rows: readonly (readonly (number | null)[])[] }[];
}
const oracle = JSON.parse(readFileSync(new URL('../../../tests/fixtures/features/oracle.json', import.meta.url), 'utf8')) as Oracle;

describe('features mean what they say', () => {
  it.each(oracleMarkets())('[FE-15] each feature is what its meaning says: market $name', ({ name, barSeconds, events }) => {
    const said = oracle.markets.find((market) => market.name === name);
    expect(said?.bars).toEqual(oracleBars[name]);
    const rows = [...featureRows(events, barSeconds)];
    const wrong = said?.bars.flatMap((bar, k) => featureNames.flatMap((feature, i) => {
      const ours = rows[bar]?.values[i] ?? null;
      const theirs = said.rows[k]?.[i] ?? null;
      const same = ours === null || theirs === null ? ours === theirs : Math.abs(ours - theirs) <= 1e-9;
      return same ? [] : [`${feature} at bar ${bar}: ${ours}, by its meaning ${theirs}`];
    }));
    expect(wrong).toEqual([]);
  });

  it('[FE-15] the values are of all features, none is always missing, none always the same, and none always at its limit', () => {
    expect(oracle.names).toEqual(featureNames);
    for (const [i, feature] of featureNames.entries()) {
      const values = oracle.markets.flatMap((market) => market.rows.map((row) => row[i] ?? null)).filter((value) => value !== null);
      const telling = new Set(values.filter((value) => value !== 0 && Math.abs(value) !== 1 && Math.abs(value) !== 3 && Math.abs(value) !== 5));
      expect(telling.size, feature).toBeGreaterThanOrEqual(2);
    }
  });
});
