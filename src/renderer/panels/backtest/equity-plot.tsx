/** The equity curve, net of cost, with the fall from the last peak shaded. */
import { useEffect, useMemo, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { BacktestResult } from '../../../shared/contract/backtest.ts';
import { useSettings } from '../../stores/settings.ts';
import { modelHue, token } from '../../theme/theme.ts';
import { formatNumber, formatTime, type Zone } from '../../ui/format.ts';
import { equityColumns } from './equity.ts';

const height = 170;

export function EquityPlot({ result }: { readonly result: BacktestResult }) {
  const [box, setBox] = useState<HTMLDivElement | null>(null);
  const theme = useSettings((s) => s.theme);
  const palette = useSettings((s) => s.palette);
  const zone = useSettings((s) => s.zone);
  const columns = useMemo(() => equityColumns(result.equity), [result]);
  const [at, setAt] = useState<number | null>(null);
  useEffect(() => {
    if (!box) return undefined;
    let plot: uPlot | undefined;
    // The theme reaches the page after this effect; its colours are there a frame later.
    const frame = requestAnimationFrame(() => {
      const days = (columns.seconds.at(-1) ?? 0) - (columns.seconds[0] ?? 0) > 2 * 86_400;
      plot = new uPlot(options(box.clientWidth, zone, days, setAt), [columns.seconds, columns.peakPercent, columns.returnPercent], box);
    });
    const observer = new ResizeObserver(() => plot?.setSize({ width: Math.max(120, box.clientWidth), height }));
    observer.observe(box);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      plot?.destroy();
    };
  }, [box, columns, theme, palette, zone]);
  const index = at ?? columns.seconds.length - 1;
  const value = columns.returnPercent[index];
  const fall = value === undefined ? undefined : value - (columns.peakPercent[index] ?? value);
  return (
    <figure className="bt-equity" aria-label={`Equity after cost: ends at ${formatNumber(columns.returnPercent.at(-1), 2, 'always')} percent`}>
      <figcaption className="small">
        <span>Return after cost, %</span>
        <span className="muted">{formatTime((columns.seconds[index] ?? 0) * 1_000_000, zone, 'dateTime')}</span>
        <span className="figure figure-small">{formatNumber(value, 2, 'always')}</span>
        <span className="muted">from peak <span className="figure figure-small">{formatNumber(fall, 2, 'always')}</span></span>
      </figcaption>
      <div ref={setBox} className="bt-equity-plot" />
    </figure>
  );
}

function options(width: number, zone: Zone, days: boolean, onHover: (index: number | null) => void): uPlot.Options {
  const [ink, grid, font] = [token('--text-2'), token('--chart-grid'), `11px ${token('--font-figure')}`];
  const axis = { stroke: ink, font, grid: { stroke: grid, width: 1 }, ticks: { show: false }, gap: 4 };
  return {
    width: Math.max(120, width), height, padding: [8, 10, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    scales: { x: { time: true } },
    axes: [
      { ...axis, size: 22, values: (_plot, splits) => splits.map((seconds) => formatTime(seconds * 1_000_000, zone, days ? 'date' : 'minute')), space: days ? 90 : 60 },
      { ...axis, size: 52, values: (_plot, splits) => splits.map((value) => formatNumber(value, 2, 'always')) },
    ],
    series: [
      {},
      { stroke: token('--line-strong'), width: 1, points: { show: false } },
      { stroke: token(modelHue('drift-linear')), width: 1.5, points: { show: false } },
    ],
    bands: [{ series: [1, 2], fill: token('--down-wash') }],
    hooks: {
      setCursor: [(plot) => onHover(plot.cursor.idx ?? null)],
      drawAxes: [(plot) => drawZero(plot, token('--text-3'))],
    },
  };
}

/** Zero is where the money was at the start: it is drawn stronger than the grid. */
function drawZero(plot: uPlot, color: string): void {
  const y = plot.valToPos(0, 'y', true);
  const { left, top, width, height: tall } = plot.bbox;
  if (y < top || y > top + tall) return;
  plot.ctx.save();
  plot.ctx.strokeStyle = color;
  plot.ctx.lineWidth = 1;
  plot.ctx.beginPath();
  plot.ctx.moveTo(left, Math.round(y) + 0.5);
  plot.ctx.lineTo(left + width, Math.round(y) + 0.5);
  plot.ctx.stroke();
  plot.ctx.restore();
}
