/** The output over the range of one feature: a line, or steps where the model is made of them. Where it stands now, and where the slider is. */
import { useRef } from 'react';
import type { WhatIfCurve } from '../../../shared/contract/signals.ts';
import { useWidth } from '../../ui/use-width.ts';
import { formatAdds, formatFeature, type Part, type Scale } from './parts.ts';
import { plotAxis } from './plot-axis.ts';

export interface WhatIfCurveProps {
  readonly curve: WhatIfCurve;
  readonly part: Part;
  readonly scale: Scale;
  /** What the model said of the row as it is, in the unit of the scale. */
  readonly said: number;
  /** Where the slider of this feature is; null while it is as it is. */
  readonly at: number | null;
  readonly table: boolean;
}

const height = 118;
const [left, right, top, bottom] = [40, 8, 14, 98] as const;

export function WhatIfCurvePlot({ curve, part, scale, said, at, table }: WhatIfCurveProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  if (table) return <CurveTable curve={curve} part={part} scale={scale} />;
  const drawn = curve.margins.map((margin) => margin * scale.perMargin);
  const now = part.value ?? part.standIn;
  const x = plotAxis([...curve.values, ...(now === null ? [] : [now])], { from: left, to: Math.max(left + 20, width - right) });
  const y = plotAxis([...drawn, said], { from: bottom, to: top, ticks: 3 });
  // The name of the axis stands at the end that the present value leaves free.
  const isAtStart = now !== null && x.at(now) < left + nameRoom;
  const levelOf = (value: number): number => levelAt(curve, value) * scale.perMargin;
  return (
    <div ref={box} className="why-plot" role="img" aria-label={`Output over ${part.label}: from ${formatAdds(drawn[0] ?? 0, scale)} to ${formatAdds(drawn.at(-1) ?? 0, scale)} ${scale.unit}; the table has every point`}>
      <svg width="100%" height={height} viewBox={`0 0 ${Math.max(1, width)} ${height}`} aria-hidden="true">
        <text x={isAtStart ? width - right : left} y="9" textAnchor={isAtStart ? 'end' : 'start'} className="plot-name">output, {scale.unit}{curve.steps ? ', exact steps' : ''}</text>
        {y.ticks.map((tick) => <g key={tick}><line x1={left} x2={width - right} y1={y.at(tick)} y2={y.at(tick)} className={tick === 0 ? 'wf-zero' : 'wf-grid'} /><text x={left - 4} y={y.at(tick) + 3} textAnchor="end">{formatAdds(tick, scale)}</text></g>)}
        {x.ticks.map((tick) => <text key={tick} x={x.at(tick)} y={height - 8} textAnchor="middle">{formatFeature(tick, part.unit).replace(' σ', '')}</text>)}
        <path d={pathOf(curve, x.at, (margin) => y.at(margin * scale.perMargin))} className="plot-line" />
        {now !== null && <g><line x1={x.at(now)} x2={x.at(now)} y1={top} y2={bottom} className="plot-now" /><circle cx={x.at(now)} cy={y.at(said)} r="3.5" className="plot-dot" /><text x={Math.min(width - 12, x.at(now))} y={top - 5} textAnchor="middle" className="plot-strong">now</text></g>}
        {at !== null && <circle cx={x.at(at)} cy={y.at(levelOf(at))} r="4" className="plot-slider" />}
      </svg>
    </div>
  );
}

/** Pixels that the name of the axis takes of the first line, with room to the word for the present value. */
const nameRoom = 150;

/** The curve at a value: the step that holds there, or between its two neighbours. */
export function levelAt({ values, margins, steps }: WhatIfCurve, value: number): number {
  const after = values.findIndex((v) => v > value);
  if (after < 0) return margins.at(-1) ?? 0;
  if (after === 0) return margins[0] ?? 0;
  const [from, to] = [margins[after - 1] ?? 0, margins[after] ?? 0];
  const [low, high] = [values[after - 1] ?? 0, values[after] ?? 0];
  return steps ? from : from + ((to - from) * (value - low)) / (high - low || 1);
}

function pathOf({ values, margins, steps }: WhatIfCurve, x: (value: number) => number, y: (margin: number) => number): string {
  return values.map((value, i) => {
    const to = `${x(value).toFixed(1)} ${y(margins[i] ?? 0).toFixed(1)}`;
    return i === 0 ? `M${to}` : steps ? `H${x(value).toFixed(1)}V${y(margins[i] ?? 0).toFixed(1)}` : `L${to}`;
  }).join('');
}

const CurveTable = ({ curve, part, scale }: Pick<WhatIfCurveProps, 'curve' | 'part' | 'scale'>) => (
  <div className="why-table why-table-short" tabIndex={0} role="region" aria-label="Points of the curve">
    <table className="grid-table">
      <caption className="visually-hidden">Output over {part.label}</caption>
      <thead><tr><th className="text">{part.label}</th><th>Output {scale.unit}</th></tr></thead>
      <tbody>{curve.values.map((value, i) => <tr key={value}><td className="text figure">{formatFeature(value, part.unit)}</td><td className="figure">{formatAdds((curve.margins[i] ?? 0) * scale.perMargin, { digits: scale.digits + 1 })}</td></tr>)}</tbody>
    </table>
  </div>
);
