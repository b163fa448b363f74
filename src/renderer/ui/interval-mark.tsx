/** An interval as a range mark on an axis shared by its column: a line from low to high, a dot at the value, a hairline at neutral. */
import type { Interval } from './interval.ts';

export interface IntervalMarkProps {
  readonly estimate: Interval;
  /** Ends of the column's axis. */
  readonly from: number;
  readonly to: number;
  /** What means nothing either way: 0 for a gain, 0.5 for a share of hits. */
  readonly neutral: number;
}

export function IntervalMark({ estimate, from, to, neutral }: IntervalMarkProps) {
  const place = (value: number): string => `${Math.min(100, Math.max(0, ((value - from) / (to - from || 1)) * 100))}%`;
  return (
    <svg className="interval-mark" width="100%" height="12" aria-hidden="true">
      <line x1={place(neutral)} x2={place(neutral)} y1="0" y2="12" className="interval-neutral" />
      <line x1={place(estimate.low)} x2={place(estimate.high)} y1="6" y2="6" className="interval-range" />
      <circle cx={place(estimate.value)} cy="6" r="3" className="interval-point" />
    </svg>
  );
}

/** An axis that holds all of a column's intervals and its neutral value. */
export function axisOf(estimates: readonly (Interval | null)[], neutral: number): { readonly from: number; readonly to: number } {
  const values = [neutral, ...estimates.flatMap((e) => (e ? [e.low, e.high] : []))];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const pad = (most - least || 1) * 0.06;
  return { from: least - pad, to: most + pad };
}
