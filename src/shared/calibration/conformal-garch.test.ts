/**
 * Known answers C10: bands of 90 % over returns whose volatility clusters (GARCH(1,1), omega 0.05, alpha 0.1, beta 0.85; 5,000 steps, the last 500 scores).
 * The figures there are means over eight seeds of another generator, so they are met within what seeds differ by.
 */
import { expect, it } from 'vitest';
import { seededRandom } from '../base/random.ts';
import { AdaptiveLevel, conformalQuantile } from './conformal.ts';

const [steps, window, seeds] = [5_000, 500, [1, 2, 3]] as const;

interface Step { readonly held: boolean; readonly sigma: number }

/** Each step: a half width from the scores before it, then its outcome. */
function walked(seed: number, normalised: boolean, adaptive: boolean, breakAt = Infinity): Step[] {
  const random = seededRandom(seed);
  const level = new AdaptiveLevel(0.1, adaptive ? 0.01 : 0);
  let [variance, ewma] = [1, 1];
  const scores: number[] = [];
  // Sorted already: sorting again is then quick.
  const latest: number[] = [];
  const place = (score: number): number => { const at = latest.findIndex((s) => s >= score); return at < 0 ? latest.length : at; };
  const out: Step[] = [];
  for (let i = 0; i < steps; i++) {
    const sigma = Math.sqrt(variance) * (i >= breakAt ? 2 : 1);
    const r = sigma * random.normal();
    const unit = normalised ? Math.sqrt(ewma) : 1;
    if (i >= window) {
      const half = adaptive ? level.quantile(latest) : conformalQuantile(latest, 0.1);
      const held = Math.abs(r) / unit <= half;
      level.observe(!held);
      out.push({ held, sigma });
    }
    const score = Math.abs(r) / unit;
    scores.push(score);
    latest.splice(place(score), 0, score);
    if (scores.length > window) latest.splice(place(scores[scores.length - 1 - window] ?? 0), 1);
    variance = 0.05 + 0.1 * (r / (i >= breakAt ? 2 : 1)) ** 2 + 0.85 * variance;
    ewma = 0.94 * ewma + 0.06 * r * r;
  }
  return out;
}

const coverage = (all: readonly Step[]): number => all.filter((step) => step.held).length / all.length;
/** Coverage in calm, usual and wild thirds. */
function byTercile(all: readonly Step[]): number[] {
  const sorted = [...all].sort((a, b) => a.sigma - b.sigma);
  return [0, 1, 2].map((k) => coverage(sorted.slice(Math.floor((k * all.length) / 3), Math.floor(((k + 1) * all.length) / 3))));
}
const over = (normalised: boolean, adaptive: boolean): Step[] => seeds.flatMap((seed) => walked(seed, normalised, adaptive));

it('[CL-3] a plain band holds on the whole and fails where it is wild; in units of volatility it holds throughout', () => {
  const plain = over(false, false);
  expect(Math.abs(coverage(plain) - 0.897)).toBeLessThan(0.02);
  const [calm = 0, usual = 0, wild = 0] = byTercile(plain);
  [[calm, 0.953], [usual, 0.909], [wild, 0.828]].forEach(([found = 0, known = 0]) => expect(Math.abs(found - known)).toBeLessThan(0.025));
  const scaled = byTercile(over(true, false));
  [0.884, 0.905, 0.911].forEach((known, k) => expect(Math.abs((scaled[k] ?? 0) - known)).toBeLessThan(0.025));
});

it('[CL-4] the adaptive level keeps its promise, also after volatility doubles', () => {
  expect(Math.abs(coverage(over(false, true)) - 0.9)).toBeLessThan(0.01);
  const after = (adaptive: boolean): number => coverage(seeds.flatMap((seed) => walked(seed, false, adaptive, 3_000).slice(3_000 - window, 3_250 - window)));
  expect(after(false)).toBeLessThan(0.75);
  expect(after(true)).toBeGreaterThan(after(false) + 0.05);
});
