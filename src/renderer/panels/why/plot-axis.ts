/** Places on an axis of a small plot, in pixels. Pure. */
import { roundStep } from './waterfall.ts';

export interface PlotAxis {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  readonly at: (value: number) => number;
}

/** An axis over the values, with some room and round ticks. @param zero whether zero is always within; `from` and `to` in pixels: from above to, as downward */
export function plotAxis(values: readonly number[], { from, to, zero = false, ticks = 4 }: { readonly from: number; readonly to: number; readonly zero?: boolean; readonly ticks?: number }): PlotAxis {
  const finite = values.filter(Number.isFinite);
  const all = zero || finite.length === 0 ? [...finite, 0] : finite;
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const pad = (most - least || 1) * 0.05;
  const [low, high] = [least - pad, most + pad];
  const step = roundStep((high - low) / ticks);
  const found: number[] = [];
  for (let k = Math.ceil(low / step); k * step <= high && found.length < 20; k++) found.push(k === 0 ? 0 : Math.round(k * step * 1e9) / 1e9);
  return { low, high, ticks: found, at: (value) => from + ((to - from) * (value - low)) / (high - low) };
}
