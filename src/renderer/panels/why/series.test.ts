/** Steps of a series as one reason: the sums hold, the words are theirs, and the steps come back when it is unfolded. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FeatureInfo } from '../../../shared/contract/signals.ts';
import { must } from '../../../shared/base/assert.ts';
import type { Part } from './parts.ts';
import { phraseOf } from './phrases.ts';
import { foldSeries, stepLabel } from './series.ts';
import { layOutWaterfall } from './waterfall.ts';

const info = (name: string, label: string, series?: string): FeatureInfo => ({
  name, label, unit: 'ratio', window: 'now', meaning: '', whenMissing: '', glossary: '', group: 'Order book', actionable: true, ...(series === undefined ? {} : { series }),
});
const part = (name: string, adds: number, label = name, series?: string, error: number | null = null): Part => ({
  name, label, unit: 'ratio', value: 0.1, standIn: null, usual: 0, range: null, outside: null, margin: adds, adds, error, info: info(name, label, series), members: null,
});
const imbalance = (k: number, adds: number, error: number | null = null): Part => part(`quote_imbalance_t${k}`, adds, `Best bid against offer, ${k * 10} s ago`, 'quote_imbalance', error);
const total = (parts: readonly Part[]): number => parts.reduce((sum, { adds }) => sum + adds, 0);

describe('[WY-10] a series of snapshots', () => {
  it('is one part, where its first step stood; what stands alone stays as it is', () => {
    const alone = part('ret_1', 0.3);
    const parts = [alone, imbalance(1, 0.2), part('spread_t1', 0.1, 'Spread', 'spread'), imbalance(3, -0.5), imbalance(12, 0.4)];
    const rows = foldSeries(parts);
    expect(rows.map(({ name }) => name)).toEqual(['ret_1', 'series quote_imbalance', 'spread_t1']);
    expect(rows[0]).toBe(alone);
    expect(rows[1]).toMatchObject({ label: 'Best bid against offer', value: null, outside: null });
    expect(rows[1]?.steps?.map(({ name }) => name)).toEqual(['quote_imbalance_t1', 'quote_imbalance_t3', 'quote_imbalance_t12']);
    expect(rows[1]?.adds).toBeCloseTo(0.1, 12);
    expect(phraseOf(must(rows[1], 'it is there'))).toBe('the course of best bid against offer');
  });

  it('bears the words of the step that has its name, and says its name where the steps share none', () => {
    expect(foldSeries([part('depth', 1, 'Depth', 'depth'), part('depth_t1', 1, 'Depth before', 'depth')])[0]?.label).toBe('Depth');
    // The feature of now names no series of its own.
    expect(foldSeries([part('ret_1', 1), part('depth', 1, 'Depth'), part('depth_t1', 1, 'Depth, 1 bar ago', 'depth')]).map(({ name, label }) => `${name}: ${label}`)).toEqual(['ret_1: ret_1', 'series depth: Depth']);
    expect(foldSeries([part('a', 1, 'Now', 'book_pressure'), part('b', 1, 'Then', 'book_pressure')])[0]?.label).toBe('book pressure');
  });

  it('calls its steps by when they were', () => {
    expect([part('depth', 1, 'Depth'), part('depth', 1, 'Depth', 'depth'), part('depth_t1', 1, 'Depth, 1 bar ago', 'depth'), part('depth_x', 1, 'Depth before', 'depth')].map(stepLabel)).toEqual(['now', 'now', '1 bar ago', 'Depth before']);
  });

  it('is no more certain than its steps together', () => {
    expect(foldSeries([imbalance(1, 0.2, 0.01), imbalance(2, 0.2, 0.03)])[0]?.error).toBeCloseTo(0.04, 12);
    expect(foldSeries([imbalance(1, 0.2), imbalance(2, 0.2)])[0]?.error).toBeNull();
  });

  it('keeps every sum: folded, unfolded and as features', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.double({ min: -3, max: 3, noNaN: true }), fc.integer({ min: 0, max: 4 })), { minLength: 1, maxLength: 40 }), (drawn) => {
      const parts = drawn.map(([adds, s], i) => part(`f${i}`, adds, `Feature ${i}`, s === 0 ? undefined : `s${s}`));
      const rows = foldSeries(parts);
      expect(total(rows)).toBeCloseTo(total(parts), 9);
      expect(rows.flatMap((row) => row.steps ?? [row]).map(({ name }) => name).sort()).toEqual(parts.map(({ name }) => name).sort());
      const unfolded = new Set(rows.map(({ name }) => name));
      const plot = layOutWaterfall({ parts: rows, base: 0.5, output: 0.5 + total(parts), expanded: true, unfolded });
      // The steps make the way of their series: without the open rows themselves the chain is whole.
      const chain = plot.rows.filter((row) => row.kind !== 'output' && !(row.kind === 'part' && row.open));
      for (let i = 1; i < chain.length; i++) expect(chain[i]?.from).toBeCloseTo(chain[i - 1]?.to ?? NaN, 9);
      expect(chain.at(-1)?.to).toBeCloseTo(0.5 + total(parts), 9);
    }), { numRuns: 100 });
  });

  it('unfolds only what is asked for', () => {
    const rows = foldSeries([imbalance(1, 0.2), imbalance(2, 0.3), part('spread', 1, 'Spread', 'spread'), part('spread_t1', 1, 'Spread', 'spread')]);
    const plot = layOutWaterfall({ parts: rows, base: 0, output: 2.5, expanded: false, unfolded: new Set(['series spread']) });
    expect(plot.rows.map((row) => (row.kind === 'part' ? `${row.depth} ${row.part.name}${row.open ? ' open' : ''}` : row.kind))).toEqual(
      ['base', '0 series spread open', '1 spread', '1 spread_t1', '0 series quote_imbalance', 'output']);
  });
});
