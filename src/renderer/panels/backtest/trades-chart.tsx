/** A run's trades on the bars of one instrument: a diamond where it went in and where it came out. */
import { useEffect, useState } from 'react';
import type { BacktestResult } from '../../../shared/contract/backtest.ts';
import type { Bar } from '../../../shared/domain/bar.ts';
import { priceToNumber, type Instrument } from '../../../shared/domain/instrument.ts';
import { useQuery } from '../../connection/use-call.ts';
import { useSettings } from '../../stores/settings.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { BarReadout } from '../chart/bar-readout.tsx';
import { barIndexAt, chartSeconds } from '../chart/bar-times.ts';
import { chartLook } from '../chart/chart-look.ts';
import { ChartView } from '../chart/chart-view.ts';
import type { FillMark } from '../chart/marks.ts';
import '../chart/chart.css';

/** A finished run's bars do not change, so that more of them cost nothing after the first drawing. */
const barsMax = 20_000;

export interface TradesChartProps {
  readonly result: BacktestResult;
  readonly instrumentOf: (symbol: string) => Instrument;
}

export function TradesChart({ result, instrumentOf }: TradesChartProps) {
  const symbols = [...new Set(result.trades.map((trade) => trade.symbol))].sort();
  const [chosen, setChosen] = useState<string | null>(null);
  const symbol = chosen !== null && symbols.includes(chosen) ? chosen : symbols[0];
  const { value: bars, why } = useQuery('backtest.bars', symbol === undefined ? null : { runId: result.runId, symbol });
  const [box, setBox] = useState<HTMLDivElement | null>(null);
  const [hovered, setHovered] = useState<Bar | null>(null);
  const theme = useSettings((s) => s.theme);
  const palette = useSettings((s) => s.palette);
  const zone = useSettings((s) => s.zone);
  const instrument = symbol === undefined ? undefined : instrumentOf(symbol);
  useEffect(() => {
    if (!box || !bars || !instrument) return undefined;
    let view: ChartView | undefined;
    const frame = requestAnimationFrame(() => {
      view = new ChartView({ container: box, look: chartLook(), onHover: setHovered, barsMax });
      view.setInstrument(instrument, zone);
      view.setBars(bars);
      view.setFills(tradeMarks(result, instrument, bars));
    });
    return () => {
      cancelAnimationFrame(frame);
      view?.dispose();
    };
  }, [box, bars, instrument, result, theme, palette, zone]);
  if (symbol === undefined || !instrument) return <EmptyState title="No trades to draw" />;
  return (
    <div className="bt-chart chart">
      <div className="chart-top">
        <select className="bt-select" aria-label="Instrument" value={symbol} onChange={(event) => setChosen(event.target.value)}>{symbols.map((s) => <option key={s}>{s}</option>)}</select>
        <BarReadout bar={hovered ?? bars?.at(-1) ?? null} instrument={instrument} />
      </div>
      {why !== undefined && <EmptyState title="The bars could not be read">{why}</EmptyState>}
      {bars?.length === 0 && <EmptyState title={`No bars of ${symbol} were kept with this run`} />}
      <div ref={setBox} className="chart-canvas" role="img" aria-label={`Bars of ${symbol} with the trades of this run; the table has the same trades`} />
    </div>
  );
}

/** In as the trade's side, out as the other. */
function tradeMarks(result: BacktestResult, instrument: Instrument, bars: readonly Bar[]): readonly FillMark[] {
  return result.trades.filter((trade) => trade.symbol === instrument.symbol).flatMap((trade, i): FillMark[] => {
    const out = trade.side === 'buy' ? 'sell' : 'buy';
    const at = (micros: number): number | undefined => { const bar = bars[barIndexAt(bars, micros)]; return bar && chartSeconds(bar); };
    const [entry, exit] = [at(trade.entryTime), at(trade.exitTime)];
    if (entry === undefined || exit === undefined) return [];
    return [
      { id: `${i} in`, seconds: entry, price: priceToNumber(instrument, trade.entryPrice), side: trade.side, words: 'in' },
      { id: `${i} out`, seconds: exit, price: priceToNumber(instrument, trade.exitPrice), side: out, words: 'out' },
    ];
  });
}
