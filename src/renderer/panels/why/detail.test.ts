/** The words and places behind odds, robustness, views of models, what-if and past cases; and the page that an explanation is saved as. */
import { describe, expect, it } from 'vitest';
import { screenCard as card, screenFeatures, screenInstruments, screenQuote, screenSignal, screenSuggestion } from '../../../../tests/fixtures/screen-data.ts';
import { screenModels } from '../../../../tests/fixtures/screen-models.ts';
import { ScreenWhy, withOdds, withViews } from '../../../../tests/fixtures/screen-why.ts';
import { must } from '../../../shared/base/assert.ts';
import type { SignalPast, SimilarPastCase } from '../../../shared/contract/signals.ts';
import { isAdditive, type Explanation } from '../../../shared/domain/explanation.ts';
import { epochMicros } from '../../../shared/domain/numbers.ts';
import { changeWhyView, offerWhy, turnWhyHead, turnWhyPart, whyViewNow } from '../../stores/why-view.ts';
import { regimeOf, takesOrRests } from '../../words/signal-words.ts';
import { pastCounts, pastWords, similarWords } from './cases.ts';
import { escaped, explanationPage } from './explanation-page.ts';
import { coverageWords, frequencyWords, isMiscalibrated, noveltyGrade, stabilityGrade } from './facts.ts';
import { pageRows } from './page-rows.ts';
import { plotAxis } from './plot-axis.ts';
import { headChoices, oddsAt, reasoningOf } from './reasoning.ts';
import { viewLines } from './views.ts';
import { levelAt } from './what-if-curve.tsx';
import { layOutWaterfall, placeOf, whisker } from './waterfall.ts';

const signal = withViews(screenSignal(card, 'ab'.repeat(32), screenQuote('ALDR', 10_000, 1), { order_flow_5: 0.8, quote_imbalance: 0.5, microprice_offset: 1 }, 40, 'S1'));
const instrument = must(screenInstruments[0], 'the fixture has instruments');
const cardOf = (hash: string) => screenModels.find((model) => model.hash === hash)?.card ?? null;
const desk = new ScreenWhy({ signals: () => [signal] });

async function explained(modelId: string, head: string): Promise<Explanation> {
  const answer = must(desk.calls['signals.explanation'], 'the desk explains')({ signalId: 'S1', modelId, head, method: null });
  return must(answer.value, answer.problem ?? '');
}

describe('[WY-2] facts', () => {
  const frequency = { value: 0.58, low: 0.51, high: 0.65, rows: 212 };

  it('stands the past frequency beside odds, and says when there are too few', () => {
    expect(frequencyWords({ frequency })).toBe('of 212 like it 58\u202f% hit, 95 % 51–65');
    expect(frequencyWords({ frequency: null })).toBe('too few like it to count');
  });

  it('warns of odds outside what such odds came to', () => {
    expect([0.5, 0.58, 0.7].map((value) => isMiscalibrated({ value, frequency }))).toEqual([true, false, true]);
    expect(isMiscalibrated({ value: 0.99, frequency: null })).toBe(false);
  });

  it('says how the band held live', () => {
    expect(coverageWords({ inside: 167, calls: 212, asked: 0.82 })).toBe('live 79\u202f% of 212, asks 82\u202f%');
    expect(coverageWords({ inside: 0, calls: 0, asked: 0.8 })).toContain('none');
  });

  it('grades stability and novelty', () => {
    expect([32, 29, 24, 16].map((same) => stabilityGrade({ same, draws: 32 }))).toEqual(['stands', 'stands', 'mostly stands', 'shaky']);
    expect([noveltyGrade({ distance: 1, outside: [] }), noveltyGrade({ distance: 2.4, outside: [] }), noveltyGrade({ distance: 1, outside: [{ name: 'ret_1', value: 9, low: -3, high: 3, widths: 1 }] })]).toEqual(['usual', 'unusual', 'unlike training']);
  });
});

describe('[WY-3] views of the models', () => {
  it('puts the champion first and each other model after it, with its stance towards the side', () => {
    const buy = viewLines(signal, 'buy', cardOf);
    expect(buy.map((line) => line.role)).toEqual(['drift', 'edge', 'regime', 'direction', 'fill', 'path', 'range']);
    expect(buy[0]).toMatchObject({ isChampion: true, stance: 'for' });
    const path = must(buy.find((line) => line.role === 'path'), 'there is one');
    expect(path.odds.reduce((sum, head) => sum + head.value, 0)).toBeCloseTo(1, 9);
    const opposite = { for: 'against', against: 'for', open: 'open', silent: 'silent' } as const;
    const sell = viewLines(signal, 'sell', cardOf);
    expect(sell.find((line) => line.role === 'path')?.stance).toBe(opposite[path.stance]);
  });

  it('holds odds of a rise above cost against what is usual, not against one half', () => {
    const forest = must(screenModels.find((model) => model.card.role === 'direction'), 'there is one');
    const usual = must(oddsAt(forest.card.heads[0], must(forest.card.heads[0], 'it has a head').baseValue), 'it gives odds');
    const stanceAt = (odds: number) => viewLines({ ...signal, views: signal.views.map((view) => (view.role === 'direction' ? { ...view, heads: [{ name: 'up', margin: 0, odds }] } : view)) }, 'buy', cardOf).find((line) => line.role === 'direction')?.stance;
    expect([usual - 0.05, usual, usual + 0.05].map(stanceAt)).toEqual(['against', 'open', 'for']);
  });

  it('keeps silence apart from having no side', () => {
    const views = signal.views.map((view) => (view.role === 'regime' ? { ...view, heads: [], problem: 'no volume' } : view));
    const line = must(viewLines({ ...signal, views }, 'buy', cardOf).find((one) => one.role === 'regime'), 'there is one');
    expect(line).toMatchObject({ stance: 'silent', words: 'no volume', odds: [] });
    expect(headChoices({ ...signal, views }, cardOf).some(({ chosen }) => chosen?.modelId === 'regime-tree')).toBe(false);
  });

  it('names regime and way of the order for the list', () => {
    const suggestion = withOdds(screenSuggestion(signal, instrument, 100));
    expect(takesOrRests(suggestion)).toBe('takes');
    expect(takesOrRests({ ...suggestion, price: suggestion.signal.quote.bid })).toBe('rests');
    expect(regimeOf(signal)?.odds).toBeGreaterThan(1 / 3);
    expect(regimeOf({ views: [] })).toBeNull();
  });
});

describe('[WY-4] any output of any model', () => {
  it('is drawn in its own unit and adds up', async () => {
    for (const { chosen } of headChoices(signal, cardOf).slice(1)) {
      const explanation = await explained(must(chosen, 'not the champion').modelId, must(chosen, 'not the champion').head);
      expect(isAdditive(explanation)).toBe(true);
      const of = reasoningOf(explanation, signal, screenFeatures, cardOf(explanation.modelHash));
      expect(of.scale.unit).toBe(explanation.unit === 'sigma' ? 'bp' : 'log-odds');
      const plot = layOutWaterfall({ parts: of.parts, base: explanation.baseValue * of.scale.perMargin, output: explanation.output * of.scale.perMargin, expanded: true });
      expect(plot.rows.at(-2)?.to).toBeCloseTo(must(plot.rows.at(-1), 'the output').to, 3);
    }
  });

  it('says odds of both ends, and none of what has none', async () => {
    const explanation = await explained('edge-logistic', 'hit');
    const head = cardOf(explanation.modelHash)?.heads[0];
    expect(oddsAt(head, explanation.output)).toBeCloseTo(must(signal.views.find((view) => view.role === 'edge')?.heads[0]?.odds, 'it gives odds'), 6);
    expect(oddsAt(card.heads[0], 0.3)).toBeNull();
  });

  it('keeps whiskers of estimated contributions on the axis', async () => {
    const explanation = await explained('book-deep', 'up');
    const wide = { ...explanation, method: 'permutation-antithetic' as const, standardErrors: explanation.contributions.map(() => 2) };
    const of = reasoningOf(wide, signal, screenFeatures, cardOf(explanation.modelHash));
    const plot = layOutWaterfall({ parts: of.parts, base: explanation.baseValue, output: explanation.output, expanded: true });
    for (const row of plot.rows) {
      if (row.kind !== 'part') continue;
      expect(placeOf(plot, row.to + whisker * must(row.part.error, 'it is estimated'))).toBeLessThanOrEqual(1);
    }
  });
});

describe('[WY-5] what-if', () => {
  it('reads steps as steps and lines as lines', () => {
    const curve = { feature: 'x', values: [0, 1, 2], margins: [0, 10, 20] };
    expect([-1, 0.5, 1, 3].map((value) => levelAt({ ...curve, steps: false }, value))).toEqual([0, 5, 10, 20]);
    expect(levelAt({ ...curve, steps: true }, 0.5)).toBe(0);
  });

  it('has an axis with round ticks over what is drawn', () => {
    const axis = plotAxis([0.2, 0.7], { from: 100, to: 0, zero: true });
    expect(axis.ticks).toContain(0);
    expect(axis.at(0.7)).toBeGreaterThanOrEqual(0);
    expect(plotAxis([5, 5], { from: 0, to: 10 }).ticks.length).toBeGreaterThan(0);
  });
});

describe('[WY-6] past', () => {
  const past = (scoreSigma: number, returnBp: number | null): SignalPast => ({ asOf: epochMicros(1), scoreSigma, expectedReturnBp: 1, lowBp: -10, highBp: 10, returnBp, suggestionId: null });
  const like = (returnBp: number | null): SimilarPastCase => ({ symbol: 'X', asOf: epochMicros(1), distance: 0.3, scoreSigma: 0.2, returnBp, decision: null, from: 'desk' });

  it('counts what has passed, and only that', () => {
    const counts = pastCounts([past(1, 5), past(-1, 5), past(1, 20), past(0, 5), past(1, null)]);
    expect(counts).toMatchObject({ passed: 3, right: 2, inside: 2 });
    expect(pastWords([past(1, null)])).toBe('1 bars, the horizon of none has passed');
    expect(pastWords([past(1, 5), past(1, 6)])).toContain('the sign was right in 2');
  });

  it('tells of similar cases from the side of the call', () => {
    expect(similarWords([like(5), like(-3), like(null)], 1)).toBe('1 of 2 that have passed went the way of the call, mean +1.0 bp its way');
    expect(similarWords([like(5)], -1)).toContain('0 of 1');
    expect(similarWords([like(null)], 1)).toContain('none');
  });
});

describe('[WY-7] the page of an explanation', () => {
  const suggestion = withOdds(screenSuggestion(signal, instrument, 100));
  const page = (change: Partial<Explanation> = {}, sentence = 'Buy.'): string => explanationPage({
    title: 'ALDR <1>', sentence, madeAt: 'now', of: reasoningOf({ ...signal.explanation, ...change }, signal, screenFeatures, card),
    rows: pageRows({ signal, suggestion, instrument, live: null, lines: viewLines(signal, 'buy', cardOf), zone: 'utc', features: screenFeatures, silence: null }),
    sign: 1,
  });

  it('holds no script, fetches nothing and says so in a policy', () => {
    const text = page();
    expect(text).toContain("default-src 'none'");
    expect(text).not.toMatch(/<script|javascript:|\son\w+=|https?:|\bsrc=|url\(|@import|<link|<iframe/i);
  });

  it('escapes every string of the wire', () => {
    const nasty = '"><img src=x onerror=alert(1)>';
    const text = page({ modelId: nasty, backgroundId: nasty, head: nasty }, nasty);
    expect(text).not.toContain('<img');
    expect(text).toContain(escaped(nasty));
  });

  it('says model, hashes, method, background, gap, quote and every feature', () => {
    const text = page();
    const { explanation: e } = signal;
    for (const word of [e.modelHash, e.featureSchemaHash, e.method, e.backgroundId, 'Additivity gap', 'Quote', 'UTC', suggestion.suggestionId, 'Odds']) expect(text).toContain(word);
    for (const info of screenFeatures) expect(text).toContain(escaped(info.label));
    expect(text.match(/<rect /g)?.length).toBeGreaterThan(3);
  });

  it('draws no bars of a failed explanation', () => {
    const text = page({ baseValue: 9 });
    expect(text).toContain('Explanation failed');
    expect(text).not.toContain('<svg');
  });
});

describe('[WY-8] the view of a panel', () => {
  it('turns through its parts and through the outputs that are offered, each panel for itself', () => {
    turnWhyPart('why', 1);
    expect([whyViewNow('why').part, whyViewNow('why-2').part]).toEqual(['what-if', 'reasons']);
    turnWhyPart('why-2', -1);
    expect(whyViewNow('why-2').part).toBe('source');
    const end = offerWhy('why-2', { save: () => {}, heads: [null, { modelId: 'm', head: 'h' }] });
    turnWhyHead('why-2', 1);
    expect(whyViewNow('why-2')).toMatchObject({ part: 'reasons', chosen: { modelId: 'm', head: 'h' } });
    turnWhyHead('why-2', 1);
    expect(whyViewNow('why-2').chosen).toBeNull();
    end();
    changeWhyView('why', { part: 'reasons' });
  });
});
