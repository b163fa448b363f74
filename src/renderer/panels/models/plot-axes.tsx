/** Axes of the model plots: hairlines at round numbers, figures beside them, a name with its unit; zero drawn stronger where it matters. */
import { placeOn, tickDigits, ticksOf, type Scale } from './plot-scale.ts';
import { formatNumber } from '../../ui/format.ts';

export interface AxisProps {
  readonly scale: Scale;
  /** Where the plot ends across the axis, pixels: from the axis to the far side. */
  readonly across: readonly [number, number];
  readonly name: string;
  readonly wanted?: number | undefined;
  /** A value that is drawn stronger. */
  readonly strong?: number | undefined;
  readonly format?: ((value: number) => string) | undefined;
}

const plain = (ticks: readonly number[]) => (value: number): string => formatNumber(value, tickDigits(ticks));

/** Along the bottom; `across` is [bottom, top]. */
export function XAxis({ scale, across: [bottom, top], name, wanted = 6, strong, format }: AxisProps) {
  const ticks = ticksOf(scale, wanted);
  const words = format ?? plain(ticks);
  return (
    <g className="mp-axis" aria-hidden="true">
      {ticks.map((tick) => {
        const x = Math.round(placeOn(scale, tick)) + 0.5;
        return <g key={tick}><line x1={x} x2={x} y1={bottom} y2={top} className={tick === strong ? 'mp-strong' : undefined} /><text x={x} y={bottom + 13} textAnchor="middle" className="mp-figure">{words(tick)}</text></g>;
      })}
      <text x={scale.end} y={bottom + 28} textAnchor="end" className="mp-name">{name} →</text>
    </g>
  );
}

/** Up the left side; `across` is [left, right]. */
export function YAxis({ scale, across: [left, right], name, wanted = 5, strong, format }: AxisProps) {
  const ticks = ticksOf(scale, wanted);
  const words = format ?? plain(ticks);
  return (
    <g className="mp-axis" aria-hidden="true">
      {ticks.map((tick) => {
        const y = Math.round(placeOn(scale, tick)) + 0.5;
        return <g key={tick}><line x1={left} x2={right} y1={y} y2={y} className={tick === strong ? 'mp-strong' : undefined} /><text x={left - 5} y={y + 3.5} textAnchor="end" className="mp-figure">{words(tick)}</text></g>;
      })}
      <text x={2} y={10} className="mp-name">↑ {name}</text>
    </g>
  );
}

/** Many dots as one path: a segment of no length with a round end is a dot. */
export const dotsPath = (dots: readonly (readonly [number, number])[]): string => dots.map(([x, y]) => `M${x.toFixed(1)} ${y.toFixed(1)}h0`).join('');
