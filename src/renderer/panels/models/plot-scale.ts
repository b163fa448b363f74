/** Axes of the model plots: a straight scale, round ticks. Pure. */

export interface Scale {
  readonly from: number;
  readonly to: number;
  /** Pixels of `from` and `to`. */
  readonly start: number;
  readonly end: number;
}

export const placeOn = ({ from, to, start, end }: Scale, value: number): number => start + ((value - from) / (to - from || 1)) * (end - start);

/** Round numbers within the scale, about `wanted` of them: steps of 1, 2 or 5 times a power of ten. */
export function ticksOf({ from, to }: Pick<Scale, 'from' | 'to'>, wanted: number): readonly number[] {
  const span = to - from;
  if (!(span > 0) || !Number.isFinite(span)) return Number.isFinite(from) ? [from] : [];
  const step = roundStep(span / Math.max(1, wanted));
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step + 0);
}

/** Digits after the point that tell ticks apart. */
export const tickDigits = (ticks: readonly number[]): number => {
  const step = Math.abs((ticks[1] ?? 1) - (ticks[0] ?? 0)) || 1;
  return Math.min(6, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)));
};

/** A scale that holds all values, with a margin of its span at both ends. Values that are not finite do not count. */
export function scaleOver(values: readonly number[], [start, end]: readonly [number, number], margin = 0.04): Scale {
  let [from, to] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    from = Math.min(from, value);
    to = Math.max(to, value);
  }
  if (from > to) return { from: 0, to: 1, start, end };
  const pad = (to - from || Math.abs(from) || 1) * margin;
  return { from: from - pad, to: to + pad, start, end };
}

function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const of = rough / power;
  return (of < 1.5 ? 1 : of < 3.5 ? 2 : of < 7.5 ? 5 : 10) * power;
}
