/** A model that is outside its training does not speak, whichever it is: by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardOf, cards, policyInputs, rowOf, silentView, viewOf } from '../../../tests/fixtures/policy-world.ts';
import type { ModelView } from '../domain/signal.ts';
import { modelInput } from './model-input.ts';
import { rangeMargin, silenceOf, silentAs } from './model-silence.ts';
import { noveltyOf } from './novelty.ts';
import { decide } from './policy.ts';

// ret_1 from -3 to 3, ret_5 from -4 to 4; time_cos stood still in training. Both returns are seen the other way round by a sell.
const card = cards.edge;
const at = (ret_1: number | null, ret_5: number | null = 0, side: 'buy' | 'sell' | null = null) => silenceOf(card, rowOf(card, { ret_1, ret_5, time_cos: 99 }), side);

describe('outside its training', () => {
  it('[SG-22] is more than half the width of a range beyond its end, and says which features, the furthest first', () => {
    expect([at(6), at(-6), at(0, 8)]).toEqual([null, null, null]);
    expect(at(6.1)).toMatchObject({ reason: 'OUT_OF_DISTRIBUTION', problem: '1-bar return is 6.1, training saw -3 to 3', outside: [{ name: 'ret_1', value: 6.1, low: -3, high: 3 }] });
    expect(at(6.1, -20)?.outside.map(({ name }) => name)).toEqual(['ret_5', 'ret_1']);
    expect(silentAs(at(6.1)!)).toMatchObject({ problem: 'outside its training: 1-bar return is 6.1, training saw -3 to 3', outside: [{ name: 'ret_1' }] });
  });

  it('[SG-22] is judged from the side that the model is asked about', () => {
    const lopsided = { ...card, featureRanges: [{ low: -1, high: 9 }, { low: -4, high: 4 }, { low: 1, high: 1 }] };
    const asked = (side: 'buy' | 'sell') => silenceOf(lopsided, rowOf(card, { ret_1: 8 }), side);
    expect(asked('buy')).toBeNull();
    expect(asked('sell')?.outside).toMatchObject([{ name: 'ret_1', value: -8 }]);
    // What it is judged by is what its session would be given.
    expect(modelInput(lopsided, rowOf(card, { ret_1: 8 }), 'sell')[0]).toBe(-8);
  });

  it('[SG-22] a feature that is missing is not outside, and too many missing come first', () => {
    expect(at(null)).toBeNull();
    expect(at(null, null)).toEqual({ reason: 'FEATURES_MISSING', problem: '2 features missing, the card allows 1', outside: [] });
    expect(silentAs(at(null, null)!)).toEqual({ problem: '2 features missing, the card allows 1' });
  });

  it('[SG-18] of a feature that stood still in 998 rows of 1,000 a deviation is the width: one that training saw move is no other world', () => {
    const rare = { ...card, featureRanges: [{ low: 0, high: 0 }, { low: -4, high: 4 }, { low: 1, high: 1 }] };
    const { outside } = noveltyOf(rare, [0.4, 0, 1]);
    expect(outside).toEqual([{ name: 'ret_1', value: 0.4, low: 0, high: 0, widths: 0.4 }]);
    expect([silenceOf(rare, rowOf(card, { ret_1: 0.4 }), null), silenceOf(rare, rowOf(card, { ret_1: 0.6 }), null)?.reason]).toEqual([null, 'OUT_OF_DISTRIBUTION']);
    // What is told of it is journalled: every number is finite.
    fc.assert(fc.property(fc.double({ noNaN: true, min: -1e300, max: 1e300 }), (value) => {
      expect(noveltyOf(rare, [value, 0, 1]).outside.every(({ widths }) => Number.isFinite(widths))).toBe(true);
    }));
  });

  it('[SG-22] is never said of what training saw', () => {
    fc.assert(fc.property(fc.double({ min: -3, max: 3, noNaN: true }), fc.double({ min: -4, max: 4, noNaN: true }), fc.constantFrom('buy', 'sell', null), (a, b, side) => {
      expect(at(a, b, side)).toBeNull();
      expect(at(3 + 6 * rangeMargin + 1e-6 + Math.abs(a), b, side)?.reason).toBe('OUT_OF_DISTRIBUTION');
    }));
  });
});

describe('what the policy makes of it', () => {
  const lost = (of: keyof typeof cards, side: 'buy' | null = null): ModelView => ({ ...silentView(cards[of], side), ...silentAs(at(6.1)!) });
  const suggested = (views: readonly ModelView[]) => { const verdict = decide(policyInputs({ views })); return verdict.kind === 'suggest' ? verdict.terms : verdict.reason; };

  it('[SG-12] odds, fill odds and band are left out, as of any silent model', () => {
    const silent = suggested([silentView(cards.edge, 'buy'), silentView(cards.fill, 'buy'), silentView(cards.range)]);
    expect(suggested([lost('edge', 'buy'), lost('fill', 'buy'), lost('range')])).toEqual(silent);
    expect(silent).toMatchObject({ odds: null, betSize: null, fillOdds: null });
    expect(suggested([lost('direction'), lost('path')])).toEqual(suggested([]));
  });

  it('[SG-13] a regime model cannot say that such a market is not stressed: nothing is suggested, and why is said', () => {
    expect(decide(policyInputs({ views: [lost('regime')] }))).toEqual({
      kind: 'abstain', reason: 'OUT_OF_DISTRIBUTION', detail: 'regime-test 1.0.0 cannot say that the market is not stressed: outside its training: 1-bar return is 6.1, training saw -3 to 3',
    });
    // A failure says nothing of the market, nor does a model that never spoke of stress.
    expect(suggested([silentView(cards.regime)])).toMatchObject({ side: 'buy' });
    const calmOnly = cardOf('regime', { heads: cards.regime.heads.slice(0, 1) });
    expect(decide(policyInputs({ views: [lost('regime')], cards: [calmOnly] }))).toMatchObject({ kind: 'suggest' });
    expect(suggested([viewOf(cards.regime, [3, 0, 0])])).toMatchObject({ side: 'buy' });
  });
});
