/** The words, steps and choice of subject behind the why panel. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { screenCard as card, screenFeatures, screenQuote, screenReading, screenSignal, screenSuggestion, screenInstruments } from '../../../../tests/fixtures/screen-data.ts';
import { must } from '../../../shared/base/assert.ts';
import type { Signal } from '../../../shared/domain/signal.ts';
import { against, formatFeature, formatTiny, supporting, type Part } from './parts.ts';
import { degreeOf, phraseOf } from './phrases.ts';
import { reasoningOf } from './reasoning.ts';
import { callSentence, type CallFacts } from './sentence.ts';
import { readingFreshness, subjectOf } from './subject.ts';
import { axisOver, layOutWaterfall, placeOf, roundStep } from './waterfall.ts';

const signalOf = (values: Record<string, number | null>) => screenSignal(card, 'ab'.repeat(32), screenQuote('ALDR', 10_000, 1), values, 40, 'S1');
const partsIn = (signal: Signal): readonly Part[] => reasoningOf(signal.explanation, signal, screenFeatures, card).parts;
const partsFor = (values: Record<string, number | null>): readonly Part[] => partsIn(signalOf(values));
const facts = (values: Record<string, number | null>, change: Partial<CallFacts> = {}): CallFacts => {
  const signal = signalOf(values);
  return { parts: partsIn(signal), side: signal.scoreSigma >= 0 ? 'buy' : 'sell', scoreSigma: signal.scoreSigma, abstained: null, additive: true, ...change };
};

describe('sentence', () => {
  const buy = { ema_distance_20: -1.4, quote_imbalance: 0.5, rsi_14: -0.2 };

  it('says what, why and what is against it', () => {
    expect(callSentence(facts(buy))).toBe(
      'Buy: price is far below its 20-bar average; against it, momentum is down (RSI).');
  });

  it('[WY-1] is short: a second reason that does not fit two lines of a laptop is left to the waterfall', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: card.featureNames.length, maxLength: card.featureNames.length }), (numbers) => {
      const all = facts(Object.fromEntries(card.featureNames.map((name, i) => [name, numbers[i] ?? 0])));
      const text = callSentence(all);
      const first = supporting(all.parts, all.side === 'sell' ? -1 : 1)[0];
      const strongest = Math.max(...all.parts.map(({ margin }) => Math.abs(margin)));
      if (text.length > 104 && first && Math.abs(first.margin) >= 0.25 * strongest) expect(text).toContain(`: ${phraseOf(first)};`);
    }), { numRuns: 100 });
  });

  it('turns with the side', () => {
    expect(callSentence(facts({ trade_flow_5: -0.6, ret_5: -1.5 }))).toBe(
      'Sell: sellers clearly lead the trades; against it, price has fallen far over 5 bars.');
  });

  it('names a thing once when both reasons are about it', () => {
    expect(callSentence(facts({ ret_15: 0.8, ret_5: -0.6 }))).toBe(
      'Buy: price has fallen over 5 bars and has risen over 15 bars; nothing of weight against it.');
  });

  it('leaves out a second reason that is weak beside the first, and says when nothing is against', () => {
    expect(callSentence(facts({ order_flow_5: 0.5, quote_imbalance: 0.05 }))).toBe('Buy: order flow at the touch strongly favours buyers; nothing of weight against it.');
  });

  it('gives the reason of an abstention and the lean; its numbers stand in a line of their own', () => {
    expect(callSentence(facts(buy, { side: null, abstained: 'EDGE_BELOW_COST' }))).toBe('No call: edge below cost. It leans up: price is far below its 20-bar average.');
    expect(callSentence(facts({ trade_flow_5: 0.6 }, { side: null, abstained: 'POSITION_HELD' }))).toMatch(/^No call: already positioned\. It leans up: buyers/);
  });

  it('names no reason when the parts do not add up', () => {
    const text = callSentence(facts(buy, { additive: false }));
    expect(text).toContain('do not add up');
    expect(text).not.toContain('average');
  });

  it('falls back on the base value, and on the label of a feature that it has no words for', () => {
    expect(callSentence(facts({}, { side: 'sell' }))).toContain('only the model’s base value points this way');
    const part: Part = { ...must(partsFor(buy)[0], 'the card has features'), name: 'unheard_of', label: 'Sun spots', value: 2, usual: 0, range: null };
    expect(phraseOf(part)).toBe('sun spots is far above its usual');
  });

  it('says so when a missing feature counts by its default', () => {
    const [part] = partsFor({ ret_1: null }).filter((p) => p.name === 'ret_1');
    expect(phraseOf(must(part, 'ret_1 is a feature of the card'))).toBe('1-bar return is missing and its default counts');
  });

  it('gives words for every feature of the schema, both ways, in three degrees', () => {
    for (const part of partsFor({})) {
      const range = must(part.range, 'the card states ranges');
      for (const share of [-0.9, -0.2, -0.05, 0.05, 0.2, 0.9]) {
        const reach = Math.abs((share > 0 ? range.high : range.low) - (part.usual ?? 0));
        const words = phraseOf({ ...part, value: (part.usual ?? 0) + share * reach });
        expect(words).not.toMatch(/ {2}|undefined|its usual$/);
      }
    }
  });

  it('grades a deviation by the side of the range that it lies on', () => {
    const lopsided = { usual: 0, range: { low: -10, high: 1 } };
    expect([degreeOf(lopsided, 0.5), degreeOf(lopsided, -0.5), degreeOf(lopsided, -2)]).toEqual(['strong', 'slight', 'plain']);
  });
});

describe('parts', () => {
  it('marks what is missing and what lies outside the training range', () => {
    const parts = partsFor({ ret_1: 5, ret_5: -9, ret_15: null });
    expect(parts.slice(0, 3).map((p) => p.outside)).toEqual(['above', 'below', null]);
    expect(parts[2]).toMatchObject({ value: null, standIn: card.missingDefaults[2] });
  });

  it('splits into for and against, strongest first', () => {
    const parts = partsFor({ ema_distance_20: -1, rsi_14: -0.3, trade_flow_5: 0.2, signed_volume_15: 0.2 });
    expect(supporting(parts, 1).map((p) => p.name)).toEqual(['ema_distance_20', 'trade_flow_5']);
    expect(against(parts, 1).map((p) => p.name)).toEqual(['rsi_14', 'signed_volume_15']);
    expect(against(parts, -1)[0]?.name).toBe('ema_distance_20');
  });

  it('writes values with their unit, logarithms as ratios, gaps without exponents', () => {
    expect(formatFeature(-1.236, 'sigma')).toBe('−1.24 σ');
    expect(formatFeature(Math.log(1.5), 'log')).toBe('×1.50');
    expect(formatFeature(0.4, 'ratio')).toBe('+0.40');
    expect([formatTiny(2.3e-7), formatTiny(1e-12), formatTiny(0)]).toEqual(['0.0000002', 'under 0.00000001', '0']);
  });
});

describe('waterfall', () => {
  const layOut = (values: Record<string, number | null>, expanded = false) => {
    const signal = signalOf(values);
    const scale = signal.horizonVolatilityBp;
    return layOutWaterfall({ parts: partsIn(signal), base: signal.explanation.baseValue * scale, output: signal.explanation.output * scale, expanded });
  };
  const values = { ema_distance_20: -1.5, ret_5: -1.8, rsi_14: -0.3, quote_imbalance: 0.4, order_flow_5: 0.3, trade_flow_5: 0.2, bar_range: 0.6, ret_60: 0.1 };

  it('starts at the base, sorts by size, folds the small, ends at the output', () => {
    const { rows } = layOut(values);
    expect(rows.map((row) => row.kind)).toEqual(['base', ...Array.from({ length: 7 }, () => 'part'), 'others', 'output']);
    const sizes = rows.flatMap((row) => (row.kind === 'part' ? [Math.abs(row.part.adds)] : []));
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    expect(rows[8]).toMatchObject({ kind: 'others', count: card.featureNames.length - 7 });
    expect(rows.at(-1)?.to).toBeCloseTo(rows.at(-2)?.to ?? NaN, 3);
  });

  it('unfolds more while the fold would hide more than the smallest that stands alone', () => {
    // Ten parts of nearly the same size, all one way: four folded ones would weigh more than the smallest shown.
    const even = { ret_5: -1, ret_15: 2, ema_distance_20: -0.8, rsi_14: 0.5, trade_flow_5: 0.3, order_flow_5: 0.22, quote_imbalance: 0.4, signed_volume_15: -0.5, depth_imbalance_5: -0.7, microprice_offset: -1 };
    const { rows } = layOut(even);
    const shown = rows.flatMap((row) => (row.kind === 'part' ? [Math.abs(row.part.adds)] : []));
    const others = must(rows.find((row) => row.kind === 'others'), 'zeros are folded');
    expect(shown.length).toBeGreaterThan(6);
    expect(Math.abs(others.to - others.from)).toBeLessThanOrEqual(Math.min(...shown));
  });

  it('shows every part when unfolded', () => {
    expect(layOut(values, true).rows.filter((row) => row.kind === 'part')).toHaveLength(card.featureNames.length);
  });

  it('never breaks the chain of sums, and keeps zero and all steps on the axis', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: card.featureNames.length, maxLength: card.featureNames.length }), fc.boolean(), (numbers, expanded) => {
      const plot = layOut(Object.fromEntries(card.featureNames.map((name, i) => [name, numbers[i] ?? 0])), expanded);
      const steps = plot.rows.slice(0, -1);
      for (let i = 1; i < steps.length; i++) expect(steps[i]?.from).toBeCloseTo(steps[i - 1]?.to ?? NaN, 9);
      for (const bp of [0, ...plot.rows.flatMap((row) => [row.from, row.to])]) {
        expect(placeOf(plot, bp)).toBeGreaterThanOrEqual(0);
        expect(placeOf(plot, bp)).toBeLessThanOrEqual(1);
      }
      expect(plot.ticks).toContain(0);
      expect(plot.ticks.length).toBeLessThanOrEqual(7);
    }), { numRuns: 60 });
  });

  it('steps by 1, 2 and 5', () => {
    expect([0.7, 1.2, 3, 6, 40].map(roundStep)).toEqual([1, 2, 5, 10, 50]);
    expect(axisOver([0, 0]).ticks).toContain(0);
  });
});

describe('subject', () => {
  const signal = signalOf({ order_flow_5: 0.5 });
  const instrument = must(screenInstruments[0], 'the fixture has instruments');
  const suggestion = screenSuggestion(signal, instrument, 100);
  const reading = screenReading(signal, suggestion);

  it('is the selected suggestion while its instrument is the one on show', () => {
    expect(subjectOf({ symbol: 'ALDR', selected: suggestion, reading: undefined, ofReading: undefined })?.suggestion).toBe(suggestion);
    expect(subjectOf({ symbol: 'BRCH', selected: suggestion, reading: undefined, ofReading: undefined })).toBeNull();
  });

  it('is the newest reading otherwise, with its abstention', () => {
    const abstained = screenReading(signal, null, 'EDGE_BELOW_COST', 'because');
    expect(subjectOf({ symbol: 'ALDR', selected: undefined, reading: abstained, ofReading: undefined })).toMatchObject({ suggestion: null, abstained: 'EDGE_BELOW_COST', detail: 'because' });
    expect(subjectOf({ symbol: 'ALDR', selected: undefined, reading, ofReading: suggestion })?.suggestion).toBe(suggestion);
  });

  it('[WY-12] is as alive as its prices, and stale once bars go by without a newer reading; an open suggestion stands', () => {
    const now = { quote: 'live' as const, marketAgeMs: 30_000, barMs: 60_000, stands: false };
    expect(readingFreshness(now)).toBe('live');
    expect(readingFreshness({ ...now, marketAgeMs: 200_000 })).toBe('stale');
    expect(readingFreshness({ ...now, marketAgeMs: 200_000, stands: true })).toBe('live');
    expect(readingFreshness({ ...now, marketAgeMs: null })).toBe('live');
    for (const quote of ['stale', 'disconnected', 'never'] as const) expect(readingFreshness({ ...now, quote, stands: true })).toBe(quote);
  });
});
