/** What a result shows and what it does not, in one sentence. A good figure whose interval holds zero is no edge. Pure. */
import type { BacktestResult } from '../../../shared/contract/backtest.ts';
import { abstainWords } from '../../words/signal-words.ts';
import { formatNumber, formatPercent } from '../../ui/format.ts';

export interface Verdict {
  readonly kind: 'nothing' | 'unclear' | 'edge' | 'loss';
  readonly text: string;
}

/** Fewer trades than this show nothing, whatever their figures. */
export const tradesMin = 20;

export function verdictOf(result: BacktestResult): Verdict {
  const n = result.trades.length;
  const readings = result.suggestions + result.abstained;
  if (n === 0) {
    const rest = result.suggestions > 0 ? ', and the rest could not be traded' : '';
    return { kind: 'nothing', text: `No trade was made: of ${formatNumber(readings, 0)} readings the models abstained from ${formatNumber(result.abstained, 0)} (${silenceWords(result)})${rest}.` };
  }
  const made = `${result.totalReturn < 0 ? 'Lost' : 'Made'} ${formatPercent(Math.abs(result.totalReturn), 2)} after cost`;
  if (n < tradesMin || result.sharpe === null) return { kind: 'unclear', text: `${made}, which says nothing yet: ${n} ${n === 1 ? 'trade' : 'trades'}, ${tradesMin} wanted.` };
  const { value, low, high } = result.sharpe;
  const interval = `Sharpe ${formatNumber(value, 2)}, 95 % between ${formatNumber(low, 2)} and ${formatNumber(high, 2)}`;
  if (low > 0) return { kind: 'edge', text: `${made}; ${interval}, above zero. On this data and at this cost only.` };
  if (high < 0) return { kind: 'loss', text: `${made}; ${interval}, below zero: the strategy loses on this data at this cost.` };
  return { kind: 'unclear', text: `No edge is shown. ${made}; ${interval}, which holds zero.` };
}

/** `odds too low 12,345, edge below cost 9,001, warming up 61`: why the models abstained, the most frequent reason first. */
export const silenceWords = ({ silences }: Pick<BacktestResult, 'silences'>): string =>
  silences.map(({ reason, readings }) => `${abstainWords[reason]} ${formatNumber(readings, 0)}`).join(', ');

/** Every try makes the best one look better than it is. */
export const trialsWords = (finished: number): string =>
  finished <= 1 ? 'First finished run of this session.' : `${finished} finished runs in this session: the best of several looks better than it is.`;
