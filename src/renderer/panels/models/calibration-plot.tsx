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
  const off = bins.filter((bin) => bin.odds < bin.low || bin.odds > bin.high).length;
  const percent = (value: number): string => formatPercent(value, 1);
  return (
    <FigureFrame title="Odds against past frequency" term="odds" asTable={asTable} note={`${bins.length} groups of ${least === most ? formatNumber(least, 0) : `${formatNumber(least, 0)} to ${formatNumber(most, 0)}`} held-out rows, 95 % intervals`}
      words={`${bins.length - off} of ${bins.length} groups have the diagonal within their 95 percent interval`}
      table={{ columns: ['Odds', 'Came so', '95 % from', 'to', 'Rows', 'Diagonal'], rows: bins.map((bin) => [percent(bin.odds), percent(bin.frequency), percent(bin.low), percent(bin.high), formatNumber(bin.rows, 0), bin.odds < bin.low ? 'came more often' : bin.odds > bin.high ? 'came less often' : 'within']) }}>
      {(width) => <Plot bins={bins} width={width} off={off} />}
    </FigureFrame>
  );
}

function Plot({ bins, width, off }: { readonly bins: Bins; readonly width: number; readonly off: number }) {
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
      <XAxis scale={x} across={[bottom, top]} name="calibrated odds" format={share} />
      <path className="mp-band" d={`M${band.map(([o, f]) => `${placeOn(x, o).toFixed(1)} ${placeOn(y, f).toFixed(1)}`).join('L')}Z`} />
      <line className="mp-diagonal" x1={left} y1={bottom} x2={right} y2={top} />
      {bins.map((bin, i) => <line key={i} className="mp-whisker" x1={placeOn(x, bin.odds)} x2={placeOn(x, bin.odds)} y1={placeOn(y, bin.low)} y2={placeOn(y, bin.high)} />)}
      <path className="mp-dot mp-mean-dot" d={dotsPath(bins.map((bin) => [placeOn(x, bin.odds), placeOn(y, bin.frequency)]))} />
      <text x={left + 30} y={bottom - 8} className="mp-direct mp-quiet">as stated</text>
      <text x={right - 4} y={bottom - 8} textAnchor="end" className="mp-direct">{off === 0 ? 'every group holds the diagonal' : `${bins.length - off} of ${bins.length} groups hold the diagonal`}</text>
    </svg>
  );
}
