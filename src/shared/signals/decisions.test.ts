/** Which model decides what: each gate by itself, by hand, and what must hold whatever the models say. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardOf, cards, forecast, marginOf, otherCards, policyInputs, quoteAt, silentView, viewOf } from '../../../tests/fixtures/policy-world.ts';
import { seededRandom } from '../base/random.ts';
import { defaultLimits, orderQtyLimit, valueLimits } from '../domain/limits.ts';
import { modelRoles } from '../domain/model-card.ts';
import type { ModelView } from '../domain/signal.ts';
import { betSize } from './bet-size.ts';
import { decisionRules, decisionTable } from './decisions.ts';
import { breakEvenOdds, oddsFor } from './edge-odds.ts';
import { adverseMoveBp, restingGainBp } from './execution-style.ts';
import { decide, netEdgeShareOfCostMin, type PolicyInputs, type SuggestionTerms } from './policy.ts';
import { speakerOf } from './speakers.ts';

function terms(change: Partial<PolicyInputs>): SuggestionTerms {
  const verdict = decide(policyInputs(change));
  if (verdict.kind === 'abstain') throw new Error(`${verdict.reason}: ${verdict.detail}`);
  return verdict.terms;
}
const edge = (odds: number, side: 'buy' | 'sell' = 'buy'): ModelView => viewOf(cards.edge, [marginOf(odds)], side);
const fill = (odds: number, side: 'buy' | 'sell' = 'buy'): ModelView => viewOf(cards.fill, [marginOf(odds)], side);
const wide = quoteAt(10_000, 10_004);
/** A desk without an edge model: nothing sizes but cost. */
const unsized = otherCards.filter(({ role }) => role !== 'edge');

describe('who decides what', () => {
  it('[SG-12] is one table, the one in the docs, in which every role has its place', () => {
    const doc = readFileSync('docs/specs/signals.md', 'utf8');
    expect(doc.split('<!-- decisions:begin -->\n')[1]?.split('\n<!-- decisions:end -->')[0], 'paste decisionTable() there').toBe(decisionTable());
    expect(new Set(decisionRules.map((rule) => rule.role))).toEqual(new Set(modelRoles));
  });

  it('[SG-12] a silent model leaves its decision out: null, never a guess', () => {
    const silent = [silentView(cards.edge, 'buy'), silentView(cards.fill, 'buy'), silentView(cards.regime), silentView(cards.range)];
    for (const views of [[], silent]) expect(terms({ views })).toMatchObject({ odds: null, betSize: null, fillOdds: null, price: 10_001 });
    expect(terms({ views: [edge(0.8), fill(0.2)], cards: [] })).toMatchObject({ odds: null, betSize: null, fillOdds: null });
  });

  it('[SG-14] an edge model that says nothing makes the size a lot, never larger; a desk without one goes by cost', () => {
    for (const views of [[], [silentView(cards.edge, 'buy')], [edge(0.9, 'sell')]]) expect(terms({ views }).orderQty).toBe(1);
    expect(terms({ views: [edge(0.9)] }).orderQty).toBeGreaterThan(1);
    expect(terms({ cards: unsized }).orderQty).toBe(2_000);
  });

  it('[SG-12] second opinions change nothing', () => {
    const against = [viewOf(cards.direction, [-4]), viewOf(cards.path, [4, 0, -4])];
    expect(terms({ views: against })).toEqual(terms({}));
  });

  it('[SG-12] a side model that was asked about the other side is silent about this one', () => {
    expect(terms({ views: [edge(0.1, 'sell'), fill(0.99, 'sell')], quote: wide })).toMatchObject({ odds: null, fillOdds: null, price: 10_004 });
  });
});

describe('the regime', () => {
  const stressed = (odds: number): ModelView => ({ ...viewOf(cards.regime, [0, 0, 0]), heads: [['calm', (1 - odds) / 2], ['choppy', (1 - odds) / 2], ['stressed', odds]].map(([name, o]) => ({ name: String(name), margin: 0, odds: Number(o) })) });

  it('[SG-13] forbids above one half, says so with its odds, and comes before the edge', () => {
    expect(decide(policyInputs({ views: [stressed(0.51)], forecast: forecast(0.01) }))).toEqual({
      kind: 'abstain', reason: 'REGIME_FORBIDS', detail: 'odds of a stressed market 51.0 %, at most 50 % allowed (regime-test 1.0.0)',
    });
    expect(terms({ views: [stressed(0.5)], cards: unsized }).orderQty).toBe(2_000);
    const calm = cardOf('regime', { heads: cards.regime.heads.slice(0, 1) });
    expect(terms({ views: [viewOf(calm, [9])], cards: [calm] }).orderQty).toBe(2_000);
  });
});

describe('odds of the trade', () => {
  it('[SG-14] break even where win and loss after cost weigh the same', () => {
    expect(breakEvenOdds({ winBp: 18, lossBp: 18, costBp: 0 })).toBe(0.5);
    expect(breakEvenOdds({ winBp: 20, lossBp: 10, costBp: 3 })).toBeCloseTo(13 / 30, 12);
    fc.assert(fc.property(fc.double({ min: 1, max: 99, noNaN: true }), fc.double({ min: 1, max: 99, noNaN: true }), fc.double({ min: 0, max: 50, noNaN: true }), (winBp, lossBp, costBp) => {
      const p = breakEvenOdds({ winBp, lossBp, costBp });
      expect(p * (winBp - costBp) - (1 - p) * (lossBp + costBp)).toBeCloseTo(0, 9);
    }));
  });

  it('[SG-14] below break-even refuse with the numbers; above they stand beside their past', () => {
    const cost = terms({}).cost.spreadBp + terms({}).cost.feeBp;
    const wanted = (18 + cost) / 36;
    const low = decide(policyInputs({ views: [edge(wanted - 1e-6)] }));
    expect(low).toMatchObject({ kind: 'abstain', reason: 'ODDS_TOO_LOW' });
    expect(low.kind === 'abstain' && low.detail).toBe(`odds ${(100 * wanted).toFixed(1)} % that it pays, ${(100 * wanted).toFixed(1)} % wanted: such trades win 18.0 bp or lose 18.0 bp and cost ${cost.toFixed(2)} bp in spread and fees (edge-test 1.0.0)`);
    expect(terms({ views: [edge(wanted + 1e-6)] }).odds).toMatchObject({ modelId: 'edge-test', head: 'hit', frequency: { value: 0.55, rows: 100 } });
  });

  it('[SG-14] scale the full size by the bet size of the known answers, to a lot at least, and set the stop', () => {
    const full = terms({ cards: unsized }).orderQty;
    // A generous payoff, so that the odds' own edge does not bind.
    const rich = cardOf('edge', { trade: { targetSigma: 2, stopSigma: 0.5, winSigma: 2, lossSigma: 0.5 } });
    for (const [p, m] of [[0.55, 0.0801], [0.6, 0.1617], [0.7, 0.3375], [0.8, 0.5467], [0.9, 0.8176]] as const) {
      expect(betSize(p)).toBeCloseTo(m, 4);
      expect(terms({ views: [viewOf(rich, [marginOf(p)], 'buy')], cards: [rich] })).toMatchObject({ betSize: expect.closeTo(m, 4), orderQty: Math.floor(full * betSize(p)) });
    }
    const small = terms({ views: [viewOf(rich, [marginOf(0.45)], 'buy')], cards: [rich] });
    expect(small).toMatchObject({ betSize: 0, orderQty: 1 });
    // Half of 30 bp below the mid of 10,000.5.
    expect(small.stopPrice).toBe(Math.floor(10_000.5 * (1 - 15e-4)));
  });

  it('[SG-14] are never asked for more than their own edge is worth: four ninths of where it is gone', () => {
    // Odds of 0.6 of winning or losing 18 bp are worth 3.6 bp; spread and fees take 1.6; impact is 300 bp a root of daily volume.
    const { spreadBp, feeBp } = terms({ cards: unsized }).cost;
    const worth = (2 * (3.6 - spreadBp - feeBp) / 3 / 300) ** 2 * 2_000_000;
    expect(terms({ views: [edge(0.6)] }).orderQty).toBe(Math.floor(worth));
    expect(worth).toBeLessThan(terms({ cards: unsized }).orderQty * betSize(0.6));
  });

  it("[SG-20] are told of the trader's own side from the same model, or why not", () => {
    const of = (view: ModelView) => oddsFor('sell', { card: cards.edge, view });
    expect(of(edge(0.9, 'sell')).value).toMatchObject({ odds: { value: expect.closeTo(0.9, 12), head: 'hit' }, betSize: expect.closeTo(0.8176, 4) });
    expect(of(edge(0.3, 'sell')).value?.betSize).toBe(0);
    expect(of(edge(0.9, 'buy'))).toEqual({ value: null, problem: 'edge-test gives no odds of a sell' });
    expect(of(silentView(cards.edge, 'sell')).problem).toBe('no score: DEADLINE');
    expect(speakerOf([edge(0.9)], otherCards, 'edge', 'buy')?.card).toBe(cards.edge);
  });
});

describe('rest or take', () => {
  const gain = (fillOdds: number, netEdgeBp = 5, spreadBp = 4, patienceVolatilityBp = 10): number => restingGainBp({ fillOdds, netEdgeBp, spreadBp, patienceVolatilityBp });

  it('[SG-16] gains p (s - b) - (1 - p) n, with b of a random walk', () => {
    expect(adverseMoveBp(0.5, 10)).toBeCloseTo(6.744897501960817, 9);
    expect(gain(0.5)).toBeCloseTo(0.5 * (4 - 6.744897501960817) - 2.5, 9);
    expect(gain(1)).toBeCloseTo(4, 9);
    expect(gain(0)).toBe(-5);
    expect(Math.max(gain(0.99, 5, 0), gain(1, 5, 0))).toBeLessThanOrEqual(0);
  });

  it('[SG-16] the move against a filled order and the run of the missed ones are those of simulated walks', () => {
    // 5,000 walks of 400 steps and unit volatility, a level at 0.2: reached with odds near 2 Phi(-0.2) = 0.841.
    const random = seededRandom(4);
    let [filled, run] = [0, 0];
    for (let walk = 0; walk < 5_000; walk++) {
      let [at, lowest] = [0, 0];
      for (let step = 0; step < 400; step++) { at += random.normal() / 20; lowest = Math.min(lowest, at); }
      if (lowest < -0.2) filled++;
      else run += at;
    }
    const p = filled / 5_000;
    expect(adverseMoveBp(p, 1)).toBeCloseTo(0.2, 1);
    // What resting misses: (1 - p) u = p b.
    expect(run / 5_000).toBeCloseTo(p * adverseMoveBp(p, 1), 1);
  });

  it('[SG-16] the far touch is taken and the own touch rested at, cheaper by what resting saves', () => {
    const take = terms({ quote: wide, views: [fill(0.1)] });
    const rest = terms({ quote: wide, views: [fill(0.99)] });
    expect([take.price, rest.price]).toEqual([10_004, 10_000]);
    expect(rest.fillOdds).toMatchObject({ modelId: 'fill-test', value: expect.closeTo(0.99, 12) });
    // 30 bp over 15 bars are 17.3 over the 5 of the patience.
    const gained = restingGainBp({ fillOdds: 0.99, netEdgeBp: take.netEdgeBp, spreadBp: take.cost.spreadBp, patienceVolatilityBp: 30 / Math.sqrt(3) });
    expect(rest.netEdgeBp - take.netEdgeBp).toBeCloseTo(gained, 9);
    expect(rest.cost.totalBp).toBeCloseTo(rest.cost.spreadBp + rest.cost.feeBp + rest.cost.impactBp, 9);
    expect(terms({ quote: wide, forecast: forecast(-0.6), views: [fill(0.99, 'sell')] }).price).toBe(10_004);
  });

  it('[SG-16] at a locked quote it takes, whatever the odds', () => {
    expect(terms({ quote: quoteAt(10_000, 10_000), views: [fill(0.999999)] }).cost.spreadBp).toBe(0);
    expect(gain(0.999999, 1, 0)).toBeLessThan(0);
  });
});

describe('whatever the models say', () => {
  // Doubles drawn at random are mostly tiny; a market is not.
  const share = fc.integer({ min: 1, max: 999 }).map((n) => n / 1_000);
  const market = fc.record({
    score: fc.integer({ min: -400, max: 400 }).map((n) => n / 100), volatility: fc.integer({ min: 1, max: 200 }), bid: fc.integer({ min: 2_000, max: 200_000 }),
    spread: fc.integer({ min: 0, max: 30 }), adv: fc.option(fc.integer({ min: 1, max: 10_000_000 })), position: fc.integer({ min: -3_000, max: 3_000 }),
    valueMax: fc.integer({ min: 1, max: 2_000_000_000 }), qtyMax: fc.integer({ min: 1, max: 9_000 }),
  });
  type Market = typeof market extends fc.Arbitrary<infer T> ? T : never;
  const decided = (m: Market, odds: number | null, fillOdds: number) => {
    const side = m.score >= 0 ? 'buy' as const : 'sell' as const;
    const limits = { ...defaultLimits, byCurrency: {}, orderValueMinorMax: m.valueMax, positionValueMinorMax: 4 * m.valueMax, orderQtyMax: m.qtyMax, positionQtyMax: 3 * m.qtyMax };
    const inputs = policyInputs({
      forecast: forecast(m.score, m.volatility), quote: quoteAt(m.bid, m.bid + m.spread), averageDailyVolume: m.adv, positionQty: m.position, limits,
      views: [...(odds === null ? [] : [edge(odds, side)]), fill(fillOdds, side)],
    });
    return { inputs, verdict: decide(inputs) };
  };

  it('[SG-7] [SG-16] no order is above a limit, crosses while it rests, or has a net edge below the bar', () => {
    let [rested, taken] = [0, 0];
    fc.assert(fc.property(market, fc.option(share), share, (m, odds, fillOdds) => {
      const { inputs, verdict } = decided(m, odds, fillOdds);
      if (verdict.kind === 'abstain') return;
      const { side, orderQty, price, cost, netEdgeBp, stopPrice } = verdict.terms;
      const [bid, ask] = [m.bid, m.bid + m.spread];
      expect(price === bid || price === ask).toBe(true);
      const rests = price !== (side === 'buy' ? ask : bid);
      if (rests) rested++;
      else taken++;
      expect(!rests || bid < ask).toBe(true);
      expect(netEdgeBp).toBeGreaterThan(netEdgeShareOfCostMin * cost.totalBp);
      expect(orderQty).toBeGreaterThanOrEqual(1);
      expect(orderQty).toBeLessThanOrEqual(orderQtyLimit(inputs.limits, m.adv));
      expect(orderQty * (price ?? 0)).toBeLessThanOrEqual(valueLimits(inputs.limits, 'USD').orderValueMinorMax);
      expect(Math.abs(m.position + (side === 'buy' ? orderQty : -orderQty))).toBeLessThanOrEqual(Math.max(inputs.limits.positionQtyMax, Math.abs(m.position)));
      expect(side === 'buy' ? stopPrice < bid : stopPrice > ask).toBe(true);
    }), { numRuns: 5_000, seed: 11 });
    expect(Math.min(rested, taken)).toBeGreaterThan(20);
  });

  it('[SG-14] higher odds never turn a suggestion into silence, and never make it smaller', () => {
    let both = 0;
    fc.assert(fc.property(market, share, share, share, (m, a, b, fillOdds) => {
      const [low, high] = [decided(m, Math.min(a, b), fillOdds).verdict, decided(m, Math.max(a, b), fillOdds).verdict];
      if (low.kind === 'abstain') return;
      both++;
      expect(high.kind).toBe('suggest');
      if (high.kind === 'suggest' && (high.terms.price === low.terms.price)) expect(high.terms.orderQty).toBeGreaterThanOrEqual(low.terms.orderQty);
    }), { numRuns: 2_000, seed: 12 });
    expect(both).toBeGreaterThan(50);
  });

  it('[SG-16] higher fill odds never turn resting into taking', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 60 }), share, share, (netEdgeBp, spreadBp, patienceVolatilityBp, a, b) => {
      const rests = (fillOdds: number) => restingGainBp({ fillOdds, netEdgeBp, spreadBp, patienceVolatilityBp }) > 0;
      if (rests(Math.min(a, b))) expect(rests(Math.max(a, b))).toBe(true);
    }));
  });
});
