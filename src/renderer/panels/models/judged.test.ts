/** What a validator reads off the panel: thresholds, what is usual, what speaks against a model, of which rows. */
import { describe, expect, it } from 'vitest';
import { screenCard } from '../../../../tests/fixtures/screen-data.ts';
import { screenEvaluation } from '../../../../tests/fixtures/screen-evaluations.ts';
import { screenModelInfos } from '../../../../tests/fixtures/screen-models.ts';
import { must } from '../../../shared/base/assert.ts';
import { modelEvaluationSchema } from '../../../shared/domain/model-evaluation.ts';
import { heldWords, sideOf } from './calibration-plot.tsx';
import { holdsNeutral, metricValue } from './card-metrics.ts';
import { actedOn, confusionsOf, firstThreshold, rowsOf, shareThatCame } from './confusion.ts';
import { againstThis, isExact, type Entry } from './families.ts';
import { heldOutRows, heldOutWords } from './held-out.ts';
import { linesOf } from './label-lines.ts';
import { heldOutRight, usualShare } from './live-record.ts';
import { placeApart } from './place-apart.ts';
import { refusedWords, wayOnWords } from './refused-words.ts';

const told = { confusion: { threshold: 0.5, truePositives: 30, falsePositives: 20, trueNegatives: 40, falseNegatives: 10 }, precisionCoverage: [{ threshold: 0.3, coverage: 1, precision: 0.4, rows: 100 }, { threshold: 0.5, coverage: 0.5, precision: 0.6, rows: 50 }, { threshold: 0.7, coverage: 0.1, precision: 0.8, rows: 10 }] };

describe('said against came', () => {
  it('[MO-11] is counted back from the precision curve at each of its thresholds: every row once, as many came at each', () => {
    const all = confusionsOf(told);
    expect(all.map(({ threshold }) => threshold)).toEqual([0.3, 0.5, 0.7]);
    expect(all.map(rowsOf)).toEqual([100, 100, 100]);
    expect(all.map(shareThatCame)).toEqual([0.4, 0.4, 0.4]);
    expect(all[2]).toEqual({ threshold: 0.7, truePositives: 8, falsePositives: 2, falseNegatives: 32, trueNegatives: 58 });
    expect(confusionsOf({ ...told, confusion: null })).toEqual([]);
  });

  it('of the shipped kind of evaluation agrees with what was counted directly', () => {
    const head = must(modelEvaluationSchema.parse(screenEvaluation('edge-logistic').value).heads[0], 'a head');
    const all = confusionsOf(head);
    expect(all.length).toBeGreaterThan(10);
    for (const one of all) expect([rowsOf(one), one.truePositives + one.falseNegatives, Math.min(one.trueNegatives, one.falsePositives) >= 0]).toEqual([3_000, must(head.confusion, 'odds').truePositives + must(head.confusion, 'odds').falseNegatives, true]);
  });

  it('[MO-11] is shown first where the desk acts: stress at a half, a trade at its break-even odds', () => {
    expect(actedOn({ role: 'regime', trade: null }, { name: 'stressed' })?.threshold).toBe(0.5);
    expect(actedOn({ role: 'regime', trade: null }, { name: 'calm' })).toBeNull();
    const edge = actedOn({ role: 'edge', trade: { targetSigma: 1, stopSigma: 1, winSigma: 0.7, lossSigma: 0.6 } }, { name: 'hit' });
    expect(edge?.threshold).toBeCloseTo(0.6 / 1.3, 12);
    expect(firstThreshold(confusionsOf(told), 0.5, edge)).toBe(0.5);
    expect(firstThreshold(confusionsOf(told), 0.5, { threshold: 0.66, words: '' })).toBe(0.7);
    expect(firstThreshold(confusionsOf(told), 0.3, null)).toBe(0.3);
  });
});

describe('what is usual', () => {
  const fill = must(screenModelInfos().find(({ modelId }) => modelId === 'fill-svm'), 'it is there');
  const frequency = (value: number) => ({ ...fill, card: { ...must(fill.card, 'a card'), metrics: [{ name: 'frequency', label: '', value, low: null, high: null, unit: 'share', rows: 9 }] } });

  it('[MO-12] is the commoner answer where a thing mostly comes or mostly does not, and a coin for a side', () => {
    expect(usualShare(frequency(0.85))).toEqual({ value: 0.85, words: 'always yes, held out' });
    expect(usualShare(frequency(0.4))).toEqual({ value: 0.6, words: 'always no, held out' });
    expect(usualShare({ card: screenCard, live: null })).toEqual({ value: 0.5, words: 'a coin' });
    const classes = [{ name: 'calm', called: 10, right: 8, came: 70 }, { name: 'stressed', called: 5, right: 1, came: 30 }];
    expect(usualShare({ ...fill, live: { calls: 100, right: 60, band: null, classes } }).value).toBe(0.7);
  });

  it('of held-out rows is the share on the right side of one half', () => {
    expect(heldOutRight(told)).toMatchObject({ value: 0.7, n: 100 });
    expect(heldOutRight(told, 0.4)).toBeNull();
  });
});

describe('families', () => {
  const entry = (family: string, value: number, half: number, isThis = false): Entry => ({ family, label: family, metric: 'auc', value, low: value - half, high: value + half, parameters: 1, explainedBy: 'linear-closed-form', isThis });

  it('[MO-13] speak against a model where a plainer one does as well, and more where it does better', () => {
    expect(againstThis([entry('logistic', 0.571, 0.01), entry('svm', 0.557, 0.007, true), entry('network', 0.6, 0.01)])).toBe('Plainer than this svm, logistic does better: 0.571 against 0.557, outside its interval.');
    expect(againstThis([entry('logistic', 0.551, 0.01), entry('forest', 0.55, 0.01, true)])).toContain('does as well: 0.551 against 0.550, within its interval');
    expect(againstThis([entry('logistic', 0.571, 0.01, true), entry('network', 0.6, 0.01)])).toBeNull();
    const loss = (family: string, value: number, isThis = false): Entry => ({ ...entry(family, value, 0.001, isThis), metric: 'pinball.q90' });
    expect(againstThis([loss('linear', 0.17), loss('boosting', 0.175, true)])).toContain('linear does better');
    expect(againstThis([loss('linear', 0.18), loss('boosting', 0.175, true)])).toBeNull();
  });

  it('are explained exactly or by an estimate; an unknown method is none that is exact', () => {
    expect(['linear-closed-form', 'tree-interventional', 'permutation-antithetic', 'somebody-else'].map(isExact)).toEqual([true, true, false, false]);
  });
});

describe('words', () => {
  it('[MO-10] of a calibration say on which side the past lies', () => {
    expect([sideOf({ odds: 0.4, low: 0.45, high: 0.5 }), sideOf({ odds: 0.6, low: 0.45, high: 0.5 }), sideOf({ odds: 0.47, low: 0.45, high: 0.5 })]).toEqual(['more', 'less', 'within']);
    expect(heldWords(['within', 'within'])).toBe('every group holds the diagonal');
    expect(heldWords(['within', 'more', 'less', 'more'])).toBe('1 of 4 groups hold the diagonal; 2 came more often than stated, 1 less');
    expect(heldWords(['within', 'less'])).toBe('1 of 2 groups hold the diagonal; 1 came less often than stated');
  });

  it('[MO-9] of held-out rows give their number, days and names', () => {
    const sample = { times: ['2025-03-06T10:00:00Z', '2025-02-23T10:00:00Z'], symbols: ['A', 'B'], features: [], contributions: [], margins: [], outcomes: [] };
    expect(heldOutWords({ ...screenCard, metrics: [] }, { reliability: [{ odds: 0.5, frequency: 0.5, low: 0.4, high: 0.6, rows: 2_000 }], sample }))
      .toBe(`2,000 held-out rows, 2025-02-23 to 2025-03-06, 2 names; none trained on, the same for every figure here`);
    expect(heldOutRows({ metrics: [] }, { reliability: null })).toBeNull();
    expect(heldOutRows(screenCard, { reliability: null })).toBe(Math.max(...screenCard.metrics.map(({ rows }) => rows)));
  });

  it('[MO-14] of a refusal are plain, and what has none is told as it was found', () => {
    expect([refusedWords('FEATURE_SCHEMA_MISMATCH: trained on schema 02e8'), refusedWords('ODD_CODE: x'), refusedWords(null)]).toEqual(['Refused: made for other features', 'Refused: ODD_CODE: x', 'Refused: no reason given']);
    expect([wayOnWords('OLD_VERSION: m 1.0.0'), wayOnWords('UNKNOWN_PUBLISHER: x'), wayOnWords('HASH_MISMATCH: x')]).toEqual([expect.stringContaining('rollbackAllowed'), expect.stringContaining('modelTrust.publishers'), expect.stringContaining('npm run publish')]);
  });

  it('[MO-10] of figures: an area is known by three decimals, and one whose interval holds chance is said to show nothing', () => {
    expect([metricValue(0.541, { name: 'auc.up', unit: 'share' }), metricValue(0.541, { name: 'ece.up', unit: 'share' }).replace(/\s/, ' ')]).toEqual(['0.541', '54.1 %']);
    expect([holdsNeutral({ name: 'auc.up', low: 0.49, high: 0.52 }), holdsNeutral({ name: 'auc', low: 0.51, high: 0.52 }), holdsNeutral({ name: 'brier', low: 0, high: 1 })]).toEqual([true, false, false]);
  });
});

describe('labels', () => {
  it('are broken between words, and cut where there are no lines left', () => {
    expect(linesOf('Best bid against offer, over the bar', 118, 2)).toEqual(['Best bid against', 'offer, over the bar']);
    expect(linesOf('Best bid against offer, over the bar', 118, 1)).toEqual(['Best bid against of…']);
    expect(linesOf('Unbreakablelongname', 60, 2)).toEqual(['Unbreakab…']);
  });

  it('beside marks at one place stand on no other and within the plot', () => {
    const boxes = placeApart(Array.from({ length: 6 }, () => ({ x: 100, y: 20, width: 60, height: 14 })), { right: 400, top: 10, bottom: 200 });
    for (const [i, a] of boxes.entries()) for (const b of boxes.slice(i + 1)) expect(a.x + 60 <= b.x || b.x + 60 <= a.x || Math.abs(a.y - b.y) >= 14).toBe(true);
    expect(Math.min(...boxes.map(({ y }) => y))).toBeGreaterThanOrEqual(17);
    expect(placeApart([{ x: 380, y: 50, width: 60, height: 14 }], { right: 400, top: 0, bottom: 100 })[0]?.x).toBe(304);
    // A whisker stands where the words would: they go to the other side of their mark.
    expect(placeApart([{ x: 200, y: 50, width: 60, height: 14 }], { right: 400, top: 0, bottom: 100 }, [{ x: 220, y: 50, width: 4, height: 80 }])[0]).toMatchObject({ x: 124, y: 50 });
  });
});
