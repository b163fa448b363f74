/** Odds against what came: on the diagonal the model means what it says. */
import type { HeadEvaluation } from '../../../shared/domain/model-evaluation.ts';
import { formatNumber, formatPercent } from '../../ui/format.ts';
import { FigureFrame } from './figure-frame.tsx';
import { dotsPath, XAxis, YAxis } from './plot-axes.tsx';
import { placeOn, scaleOver } from './plot-scale.ts';

const height = 270;
type Bins = NonNullable<HeadEvaluation['reliability']>;

export function CalibrationPlot({ bins, asTable }: { readonly bins: Bins; readonly asTable: boolean }) {
  const rows = bins.map((bin) => bin.rows);
  const [least, most] = [Math.min(...rows), Math.max(...rows)];
  const off = bins.map(sideOf);
  const percent = (value: number): string => formatPercent(value, 1);
  return (
    <FigureFrame title="Odds against past frequency" term="odds" asTable={asTable} verdict={heldWords(off)} note={`${bins.length} groups of ${least === most ? formatNumber(least, 0) : `${formatNumber(least, 0)} to ${formatNumber(most, 0)}`} held-out rows, 95 % intervals`}
      words={heldWords(off)}
      table={{ columns: ['Odds', 'Came so', '95 % from', 'to', 'Rows', 'Diagonal'], rows: bins.map((bin) => [percent(bin.odds), percent(bin.frequency), percent(bin.low), percent(bin.high), formatNumber(bin.rows, 0), sideWords[sideOf(bin)]]) }}>
      {(width) => <Plot bins={bins} width={width} />}
    </FigureFrame>
  );
}

type Where = 'within' | 'more' | 'less';
const sideWords: Readonly<Record<Where, string>> = { within: 'within', more: 'came more often', less: 'came less often' };

/** Where the past lies of what was said: within its interval, or more often, or less. */
export const sideOf = ({ odds, low, high }: Pick<Bins[number], 'odds' | 'low' | 'high'>): Where => (odds < low ? 'more' : odds > high ? 'less' : 'within');

/** `7 of 10 groups hold the diagonal; 2 came more often than stated, 1 less`. */
export function heldWords(off: readonly Where[]): string {
  const [more, less] = [off.filter((side) => side === 'more').length, off.filter((side) => side === 'less').length];
  if (more + less === 0) return 'every group holds the diagonal';
  const outside = more > 0 ? `${more} came more often than stated${less > 0 ? `, ${less} less` : ''}` : `${less} came less often than stated`;
  return `${off.length - more - less} of ${off.length} groups hold the diagonal; ${outside}`;
}

function Plot({ bins, width }: { readonly bins: Bins; readonly width: number }) {
  const [left, right, top, bottom] = [44, width - 10, 18, height - 34];
  const values = bins.flatMap((bin) => [bin.odds, bin.low, bin.high]);
  const held = scaleOver(values, [0, 1], 0.08);
  const [from, to] = [Math.max(0, held.from), Math.min(1, held.to)];
  const x = { from, to, start: left, end: right };
  const y = { from, to, start: bottom, end: top };
  const share = (value: number): string => `${formatNumber(value * 100, 0)} %`;
  const band = [...bins.map((bin) => [bin.odds, bin.high] as const), ...[...bins].reverse().map((bin) => [bin.odds, bin.low] as const)];
  return (
    <svg width={width} height={height} className="mp" aria-hidden="true">
      <YAxis scale={y} across={[left, right]} name="came so" format={share} />
      <XAxis scale={x} across={[bottom, top]} name="calibrated odds" format={share} wanted={Math.max(2, Math.floor((right - left) / 64))} />
      <path className="mp-band" d={`M${band.map(([o, f]) => `${placeOn(x, o).toFixed(1)} ${placeOn(y, f).toFixed(1)}`).join('L')}Z`} />
      <line className="mp-diagonal" x1={left} y1={bottom} x2={right} y2={top} />
      {bins.map((bin, i) => <line key={i} className="mp-whisker" x1={placeOn(x, bin.odds)} x2={placeOn(x, bin.odds)} y1={placeOn(y, bin.low)} y2={placeOn(y, bin.high)} />)}
      <path className="mp-dot mp-mean-dot" d={dotsPath(bins.map((bin) => [placeOn(x, bin.odds), placeOn(y, bin.frequency)]))} />
      <text {...besideDiagonal(bins.map((bin) => ({ x: placeOn(x, bin.odds), from: placeOn(y, bin.high), to: placeOn(y, bin.low) })), [left, right], [bottom, top])} className="mp-direct mp-quiet">as stated</text>
    </svg>
  );
}

interface Whisker { readonly x: number; readonly from: number; readonly to: number }
const wordsSize = { width: 58, height: 12 } as const;

/** Below the diagonal, where its words are furthest from every group. */
function besideDiagonal(whiskers: readonly Whisker[], [left, right]: readonly [number, number], [bottom, top]: readonly [number, number]): { readonly x: number; readonly y: number } {
  const places = Array.from({ length: 17 }, (_, k) => {
    const share = 0.04 + k * 0.05;
    return { x: left + share * (right - left) + 10, y: Math.min(bottom - 4, bottom - share * (bottom - top) + 16) };
  }).filter(({ x }) => x + wordsSize.width <= right);
  const room = (place: { readonly x: number; readonly y: number }): number => Math.min(...whiskers.map(({ x, from, to }) =>
    Math.hypot(beyond(x, place.x, place.x + wordsSize.width), Math.max(0, from - place.y, place.y - wordsSize.height - to))));
  return places.reduce((best, place) => (room(place) > room(best) ? place : best), places[0] ?? { x: left, y: bottom });
}

const beyond = (value: number, low: number, high: number): number => Math.max(0, low - value, value - high);
