/** Where each step of a waterfall starts and ends, and on what axis. In the unit of the scale throughout. Pure. */
import type { Part } from './parts.ts';

export type WaterfallRow =
  | { readonly kind: 'base'; readonly from: number; readonly to: number }
  /** `depth` 1 for a step of the series above it; `open` for a series whose steps stand below: they make the way that its own bar would. */
  | { readonly kind: 'part'; readonly part: Part; readonly from: number; readonly to: number; readonly depth: 0 | 1; readonly open: boolean }
  | { readonly kind: 'others'; readonly count: number; readonly from: number; readonly to: number }
  | { readonly kind: 'output'; readonly from: number; readonly to: number };

export interface Waterfall {
  readonly rows: readonly WaterfallRow[];
  /** Ends of the axis; zero is always within. */
  readonly low: number;
  readonly high: number;
  /** Round values within the axis, zero among them. */
  readonly ticks: readonly number[];
}

export interface WaterfallInputs {
  readonly parts: readonly Part[];
  /** Margin at the background. */
  readonly base: number;
  /** What came out of the model's own session. */
  readonly output: number;
  /** Shows every part instead of folding the small ones. */
  readonly expanded: boolean;
  /** Names of series whose steps are shown one by one. */
  readonly unfolded?: ReadonlySet<string>;
}

/** Parts that stand alone while folded; up to the larger number when the fold would hide more than the smallest of them. */
const aloneUsual = 7;
const aloneMax = 10;
/** A part below this share of the largest is folded. */
const aloneShareMin = 0.06;

/** Half length of a whisker in standard errors: 95 % of a normal distribution. */
export const whisker = 1.96;

export function layOutWaterfall({ parts, base, output, expanded, unfolded }: WaterfallInputs): Waterfall {
  const bySize = [...parts].sort((a, b) => Math.abs(b.adds) - Math.abs(a.adds) || (a.name < b.name ? -1 : 1));
  const alone = expanded ? bySize.length : standAlone(bySize);
  const rows: WaterfallRow[] = [{ kind: 'base', from: 0, to: base }];
  let sum = base;
  for (const part of bySize.slice(0, alone)) {
    const open = part.steps !== undefined && unfolded?.has(part.name) === true;
    rows.push({ kind: 'part', part, from: sum, to: sum + part.adds, depth: 0, open });
    if (open) rows.push(...stepRows(part.steps ?? [], sum));
    sum += part.adds;
  }
  const folded = bySize.slice(alone);
  if (folded.length > 0) {
    const to = sum + netOf(folded);
    rows.push({ kind: 'others', count: folded.length, from: sum, to });
  }
  rows.push({ kind: 'output', from: 0, to: output });
  return { rows, ...axisOver(rows.flatMap((row) => [row.from, row.to, ...(row.kind === 'part' && row.part.error !== null ? [row.to - whisker * row.part.error, row.to + whisker * row.part.error] : [])])) };
}

/** Steps of a series in the order of their time, from the sum before it to the sum after it. */
function stepRows(steps: readonly Part[], from: number): readonly WaterfallRow[] {
  let sum = from;
  return steps.map((part): WaterfallRow => {
    const before = sum;
    sum += part.adds;
    return { kind: 'part', part, from: before, to: sum, depth: 1, open: false };
  });
}

/** How many stand alone: the large ones, and more while what is folded weighs as much; one left over is not worth a fold. */
function standAlone(bySize: readonly Part[]): number {
  const widest = Math.abs(bySize[0]?.adds ?? 0);
  const large = bySize.filter((part) => widest > 0 && Math.abs(part.adds) >= aloneShareMin * widest).length;
  let alone = Math.min(aloneUsual, large);
  while (alone < Math.min(aloneMax, large) && Math.abs(netOf(bySize.slice(alone))) > Math.abs(bySize[alone - 1]?.adds ?? 0)) alone++;
  return bySize.length - alone === 1 ? bySize.length : alone;
}

const netOf = (parts: readonly Part[]): number => parts.reduce((total, part) => total + part.adds, 0);

/** An axis that holds zero and all values, with 3 to 6 round ticks. */
export function axisOver(values: readonly number[]): { readonly low: number; readonly high: number; readonly ticks: readonly number[] } {
  const least = Math.min(0, ...values);
  const most = Math.max(0, ...values);
  const span = most - least || 1;
  const step = roundStep(span / 4);
  const pad = span * 0.04;
  const low = least < 0 ? least - pad : -pad;
  const high = most > 0 ? most + pad : pad;
  const ticks: number[] = [];
  for (let k = Math.ceil(low / step); k * step <= high; k++) ticks.push(k === 0 ? 0 : roundTo(k * step, step));
  return { low, high, ticks };
}

/** 1, 2 or 5 times a power of ten, at least `raw`. */
export function roundStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw));
  const scaled = raw / power;
  return (scaled <= 1 ? 1 : scaled <= 2 ? 2 : scaled <= 5 ? 5 : 10) * power;
}

const roundTo = (value: number, step: number): number => Math.round(value / step) * step;

/** Place on the axis, 0 to 1. */
export const placeOf = (axis: { readonly low: number; readonly high: number }, value: number): number => (value - axis.low) / (axis.high - axis.low);
