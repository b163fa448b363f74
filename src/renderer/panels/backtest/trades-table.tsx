/** The trades of a run, newest exit first. */
import type { BacktestTrade } from '../../../shared/contract/backtest.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { useSettings } from '../../stores/settings.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { toneOf } from '../../ui/figure.tsx';
import { formatBp, formatNumber, formatPrice, formatQuantity, formatTime } from '../../ui/format.ts';
import { sideArrow, sideTone, sideWord } from '../../words/order-words.ts';

const rowsMax = 300;
const reasonWords: Readonly<Record<BacktestTrade['exitReason'], string>> = { horizon: 'horizon', stop: 'stop', reversed: 'reversed', end: 'end of data' };

export function TradesTable({ trades, instrumentOf }: { readonly trades: readonly BacktestTrade[]; readonly instrumentOf: (symbol: string) => Instrument }) {
  const zone = useSettings((s) => s.zone);
  if (trades.length === 0) return <EmptyState title="No trades">The edge that the model expected never covered cost, or nothing could be traded. A lower cost multiplier shows what cost took.</EmptyState>;
  const rows = [...trades].sort((a, b) => b.exitTime - a.exitTime).slice(0, rowsMax);
  return (
    <div className="bt-table" role="region" aria-label="Trades of the run" tabIndex={0}>
      <table className="grid-table">
        <caption className="visually-hidden">Trades, newest exit first</caption>
        <thead><tr><th className="text">Symbol</th><th className="text">Side</th><th>Quantity</th><th className="text">Entry</th><th className="bt-wide">Price</th><th className="text bt-wide">Exit</th><th className="bt-wide">Price</th><th className="text bt-wide">Why out</th><th>Cost bp</th><th>Net bp</th></tr></thead>
        <tbody>
          {rows.map((trade, i) => {
            const instrument = instrumentOf(trade.symbol);
            return (
              <tr key={`${trade.symbol} ${trade.entryTime} ${i}`}>
                <td className="text">{trade.symbol}</td>
                <td className={`text ${sideTone(trade.side)}`}>{sideArrow[trade.side]} {sideWord[trade.side]}</td>
                <td className="figure">{formatQuantity(instrument, trade.quantity)}</td>
                <td className="text figure muted">{formatTime(trade.entryTime, zone, 'dateTime')}</td>
                <td className="figure bt-wide">{formatPrice(instrument, trade.entryPrice)}</td>
                <td className="text figure muted bt-wide">{formatTime(trade.exitTime, zone, 'time')}</td>
                <td className="figure bt-wide">{formatPrice(instrument, trade.exitPrice)}</td>
                <td className="text muted bt-wide">{reasonWords[trade.exitReason]}</td>
                <td className="figure muted">{formatBp(trade.costBp, 1, 'negative')}</td>
                <td className={`figure tone-${toneOf(trade.netBp)}`}>{formatBp(trade.netBp)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {trades.length > rowsMax && <p className="bt-more muted">The newest {rowsMax} of {formatNumber(trades.length, 0)}; the CSV has all.</p>}
    </div>
  );
}
