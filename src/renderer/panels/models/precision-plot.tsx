/** How often it is right when it speaks, against how often it speaks, as the odds that it must have rise. */
import type { HeadEvaluation } from '../../../shared/domain/model-evaluation.ts';
import { wilsonInterval } from '../../../shared/domain/statistics.ts';
import { formatNumber, formatPercent } from '../../ui/format.ts';
import { FigureFrame } from './figure-frame.tsx';
import { dotsPath, XAxis, YAxis } from './plot-axes.tsx';
import { placeOn, scaleOver } from './plot-scale.ts';

const height = 270;
type Points = NonNullable<HeadEvaluation['precisionCoverage']>;
interface Point { readonly threshold: number; readonly coverage: number; readonly precision: number; readonly low: number; readonly high: number; readonly rows: number }

export interface PrecisionProps {
  readonly points: Points;
  /** Share of hits among all rows: what speaking about every row is right in; null where it is not told. */
  readonly base: number | null;
  readonly asTable: boolean;
}

export function PrecisionPlot({ points, base, asTable }: PrecisionProps) {
  const judged = points.map((point): Point => {
    const interval = wilsonInterval(Math.min(point.rows, Math.round(point.precision * point.rows)), point.rows);
    return { ...point, low: interval?.low ?? 0, high: interval?.high ?? 1 };
  });
  const percent = (value: number): string => formatPercent(value, 1);
  const drawn = judged.filter((point) => point.rows >= rowsDrawnMin);
  const few = judged.length - drawn.length;
  return (
    <FigureFrame title="Right when it speaks" asTable={asTable} note={`${judged.length} thresholds of odds, 95 % intervals${few === 0 ? '' : `; ${few} of fewer than ${rowsDrawnMin} rows in the table only`}`}
      words={`Share right among rows with at least given odds, from ${percent(judged[0]?.precision ?? 0)} of ${percent(judged[0]?.coverage ?? 0)} of rows to ${percent(judged.at(-1)?.precision ?? 0)} of ${percent(judged.at(-1)?.coverage ?? 0)}`}
      table={{ columns: ['Odds at least', 'Speaks about', 'Right', '95 % from', 'to', 'Rows'], rows: judged.map((point) => [percent(point.threshold), percent(point.coverage), percent(point.precision), percent(point.low), percent(point.high), formatNumber(point.rows, 0)]) }}>
      {(width) => <Plot points={told(drawn)} base={base} width={width} />}
    </FigureFrame>
  );
}

/** Rows below which a share says nothing: drawn, it would bend the whole curve. */
const rowsDrawnMin = 30;

/** Thresholds that let the same rows through are one point, at the highest of them. */
const told = (points: readonly Point[]): readonly Point[] => points.filter((point, i) => points[i + 1]?.rows !== point.rows);

function Plot({ points, base, width }: { readonly points: readonly Point[]; readonly base: number | null; readonly width: number }) {
  const [left, right, top, bottom] = [44, width - 12, 18, height - 34];
  const x = { from: 0, to: 1, start: left, end: right };
  const held = scaleOver([...points.flatMap((point) => [point.low, point.high]), ...(base === null ? [] : [base])], [bottom, top], 0.06);
  const y = { ...held, from: Math.max(0, held.from), to: Math.min(1, held.to) };
  const share = (value: number): string => `${formatNumber(value * 100, 0)} %`;
  const place = (value: number): number => Math.min(bottom, Math.max(top, placeOn(y, value)));
  const at = (point: Point): readonly [number, number] => [placeOn(x, point.coverage), place(point.precision)];
  const band = [...points.map((point) => [point.coverage, point.high] as const), ...[...points].reverse().map((point) => [point.coverage, point.low] as const)];
  const labelled = apart(points.map((point) => ({ point, x: at(point)[0], y: at(point)[1] })), labelRoom);
  return (
    <svg width={width} height={height} className="mp" aria-hidden="true">
      <YAxis scale={y} across={[left, right]} name="right among them" format={share} />
      <XAxis scale={x} across={[bottom, top]} name="share of rows spoken about" format={share} wanted={Math.max(2, Math.floor((right - left) / 64))} />
      <path className="mp-band" d={`M${band.map(([c, p]) => `${placeOn(x, c).toFixed(1)} ${place(p).toFixed(1)}`).join('L')}Z`} />
      {base !== null && <><line className="mp-diagonal" x1={left} x2={right} y1={place(base)} y2={place(base)} /><text x={left + 4} y={place(base) + 13 > bottom - 2 ? place(base) - 4 : place(base) + 13} className="mp-direct mp-quiet">all rows {formatPercent(base, 1)}</text></>}
      <path className="mp-mean" d={points.map((point, i) => `${i === 0 ? 'M' : 'L'}${at(point).map((p) => p.toFixed(1)).join(' ')}`).join('')} />
      <path className="mp-dot mp-mean-dot" d={dotsPath(points.map(at))} />
      {labelled.map(({ point, x: px, y: py }) => <text key={point.threshold} x={py < top + 10 ? px + 8 : Math.min(right - 2, px + 2)} y={py < top + 10 ? py + 4 : py - 8} textAnchor={px > right - 40 ? 'end' : 'start'} className="mp-direct">≥ {formatNumber(point.threshold * 100, 0)} %</text>)}
    </svg>
  );
}

/** Pixels between labels, so that none stands on another. */
const labelRoom = 64;

/** Those that stand at least so many pixels apart, from the last back: where it speaks least matters most. */
function apart<T extends { readonly x: number }>(places: readonly T[], pixels: number): readonly T[] {
  const kept: T[] = [];
  for (const place of [...places].reverse()) if (kept.every((other) => Math.abs(other.x - place.x) >= pixels)) kept.push(place);
  return kept;
}
