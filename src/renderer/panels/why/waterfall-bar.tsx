/** One step of the waterfall: an arrow from the sum before to the sum after, pointing the way that it moves the output. */
import { placeOf, whisker, type Waterfall, type WaterfallRow } from './waterfall.ts';

export interface WaterfallBarProps {
  readonly row: WaterfallRow;
  /** Whether a thread leads on to the row below. */
  readonly linksOn: boolean;
  readonly plot: Waterfall;
  readonly width: number;
}

const top = 3;
const bottom = 15;
/** Of a row, pixels: as in why.css. */
const height = 18;
const middle = (top + bottom) / 2;
/** Longest point of an arrow, pixels. */
const pointMax = 5;

export function WaterfallBar({ row, linksOn, plot, width }: WaterfallBarProps) {
  const at = (value: number): number => Math.round(placeOf(plot, value) * Math.max(0, width - 1)) + 0.5;
  const [from, to] = [at(row.from), at(row.to)];
  const sum = row.kind === 'base' || row.kind === 'output';
  const tone = sum ? 'sum' : row.to > row.from ? 'up' : row.to < row.from ? 'down' : 'nil';
  const isOpen = row.kind === 'part' && row.open;
  return (
    <svg width="100%" height="100%" viewBox={`0 0 ${Math.max(1, width)} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      {plot.ticks.map((tick) => <line key={tick} x1={at(tick)} x2={at(tick)} y1="0" y2={height} className={tick === 0 ? 'wf-zero' : 'wf-grid'} />)}
      {row.kind !== 'base' && row.kind !== 'output' && <line x1={from} x2={from} y1="0" y2={isOpen ? height : top} className="wf-thread" />}
      {linksOn && !isOpen && <line x1={to} x2={to} y1={bottom} y2={height} className="wf-thread" />}
      {sum
        ? <rect x={Math.min(from, to)} y={top + 1} width={Math.max(1, Math.abs(to - from))} height={bottom - top - 2} className={`wf-fill-sum wf-fill-${row.kind}`} />
        : <path d={arrow(from, to)} className={`wf-fill-${tone}${isOpen ? ' wf-hollow' : ''}`} />}
      {row.kind === 'part' && !isOpen && row.part.error !== null && row.part.error > 0 && <path d={whiskerOf(at(row.to - whisker * row.part.error), at(row.to + whisker * row.part.error))} className="wf-whisker" />}
    </svg>
  );
}

/** A bar whose end is a point, so that direction is a shape as well as a colour. Never thinner than a pixel. */
function arrow(from: number, to: number): string {
  const way = to < from ? -1 : 1;
  const length = Math.abs(to - from);
  if (length < 1.5) return `M${from - 0.5} ${top}H${from + 0.5}V${bottom}H${from - 0.5}Z`;
  const neck = to - way * Math.min(pointMax, length);
  return `M${from} ${top}H${neck}L${to} ${middle}L${neck} ${bottom}H${from}Z`;
}

/** 95 % of an estimated contribution, about the sum that it leads to. */
const whiskerOf = (low: number, high: number): string => `M${low} ${middle - 3}V${middle + 3}M${low} ${middle}H${high}M${high} ${middle - 3}V${middle + 3}`;
