/** What nobody wants to see and somebody will: nothing contributes, no number, names without end, parts that do not add up. */
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { screenCard as card, screenFeatures, screenQuote, screenSignal } from '../../../../tests/fixtures/screen-data.ts';
import { must } from '../../../shared/base/assert.ts';
import { isAdditive, type Explanation } from '../../../shared/domain/explanation.ts';
import { explanationPage } from './explanation-page.ts';
import { causesOf } from './facts.ts';
import { PartsTable } from './parts-table.tsx';
import { ProofFailed } from './proof-line.tsx';
import { reasoningOf, type Reasoning } from './reasoning.ts';
import { callSentence } from './sentence.ts';
import { layOutWaterfall } from './waterfall.ts';

const signal = screenSignal(card, 'ab'.repeat(32), screenQuote('ALDR', 10_000, 1), { order_flow_5: 0.8, quote_imbalance: 0.5 }, 40, 'S1');
const changed = (change: Partial<Explanation>): Reasoning => reasoningOf({ ...signal.explanation, ...change }, signal, screenFeatures, card);
const sentenceOf = ({ rows, explanation }: Reasoning): string => callSentence({ parts: rows, side: 'buy', scoreSigma: 0.1, abstained: null, additive: isAdditive(explanation) });
const pageOf = (of: Reasoning): string => explanationPage({ title: 'ALDR', sentence: sentenceOf(of), rows: { call: [], models: [], source: [] }, of, sign: 1, madeAt: 'now' });

describe('[WY-4] an explanation that is no explanation', () => {
  it('that does not add up is shown as failed, with both sums, and nowhere as bars', () => {
    const of = changed({ output: signal.explanation.output + 0.25 });
    const shown = renderToStaticMarkup(createElement(ProofFailed, { explanation: of.explanation }));
    expect(shown).toContain('Explanation failed');
    expect(shown).toContain('role="alert"');
    expect(sentenceOf(of)).toContain('do not add up');
    expect(pageOf(of)).toContain('Explanation failed');
    expect(pageOf(of)).not.toContain('<svg');
  });

  it('of a number that is none does not add up either', () => {
    for (const wrong of [NaN, Infinity]) {
      const contributions = signal.explanation.contributions.map((c, i) => (i === 3 ? wrong : c));
      expect(isAdditive({ ...signal.explanation, contributions })).toBe(false);
      expect(sentenceOf(changed({ contributions }))).toContain('do not add up');
      expect(isAdditive({ ...signal.explanation, output: wrong })).toBe(false);
    }
  });

  it('of nothing but the base value is drawn as such', () => {
    const nothing = changed({ contributions: signal.explanation.contributions.map(() => 0), output: signal.explanation.baseValue });
    expect(sentenceOf(nothing)).toBe('Buy: only the model’s base value points this way; nothing of weight against it.');
    const { rows, ticks } = layOutWaterfall({ parts: nothing.rows, base: 0.1, output: 0.1, expanded: false });
    expect(rows.map((row) => row.kind)).toEqual(['base', 'others', 'output']);
    expect(ticks.every(Number.isFinite)).toBe(true);
    expect(layOutWaterfall({ parts: [], base: 0, output: 0, expanded: true }).rows.map((row) => row.kind)).toEqual(['base', 'output']);
  });
});

describe('[WY-7] names without end', () => {
  const long = 'A name that somebody found good when he wrote it and nobody has read since '.repeat(4).trim();

  it('are cut beside the plot of the page and whole in its table', () => {
    const of = changed({});
    const page = pageOf({ ...of, rows: of.rows.map((part) => ({ ...part, label: long })) });
    expect(page.match(/<td>A name[^<]*<\/td>/g)?.every((cell) => cell === `<td>${long}</td>`)).toBe(true);
    for (const text of page.match(/<text x="0"[^>]*>[^<]*/g) ?? []) expect(text.length).toBeLessThan(90);
  });
});

describe('[WY-2] features that training has not seen', () => {
  it('are named with their value and what training saw; one without words by its machine name', () => {
    expect(causesOf({ outside: [{ name: 'ret_5', value: 9, low: -3, high: 3.5, widths: 1 }, { name: 'sun_spots', value: 2, low: 0, high: 1, widths: 1 }] }, screenFeatures)).toBe('5-bar return +9.00 σ, seen −3.00 σ to +3.50 σ; sun_spots +2.00, seen 0.00 to +1.00');
    expect(causesOf({ outside: [] }, screenFeatures)).toBe('');
  });
});

describe('[WY-10] the table of a series', () => {
  it('has the row and each of its steps, and counts them once', () => {
    const of = changed({});
    const [a, b] = [must(of.parts[0], 'a feature'), must(of.parts[1], 'another')];
    const series = { ...a, name: 'series x', label: 'The course of x', adds: a.adds + b.adds, margin: a.margin + b.margin, members: [a.label, b.label], steps: [a, b] };
    const shown = renderToStaticMarkup(createElement(PartsTable, { of: { ...of, rows: [series, ...of.parts.slice(2)] } }));
    for (const label of ['The course of x', a.label, b.label]) expect(shown).toContain(label);
    expect(shown.match(/wf-step/g)?.length).toBe(2);
    expect(shown).toContain('2 steps');
  });
});
