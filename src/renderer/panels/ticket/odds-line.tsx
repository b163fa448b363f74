/** What the models give for a trade of the side on the ticket, at the newest bar: asked anew at each bar, in the trader's own direction or not. */
import { useReading } from '../../stores/lookups.ts';
import type { Side } from '../../../shared/domain/order.ts';
import { useSettings } from '../../stores/settings.ts';
import { useEffect } from 'react';
import { useQuery } from '../../connection/use-call.ts';
import { formatNumber, formatPercent, formatTime } from '../../ui/format.ts';
import { Term } from '../../ui/term.tsx';
import { sideWord } from '../../words/order-words.ts';

export function OddsLine({ symbol, side }: { readonly symbol: string | null; readonly side: Side }) {
  const { value, why, again } = useQuery('signals.odds', symbol === null ? null : { symbol, side });
  const asOf = useReading(symbol)?.asOf;
  const zone = useSettings((s) => s.zone);
  useEffect(() => { if (asOf !== undefined) again(); }, [asOf, again]);
  return <p className="ticket-odds">{symbol === null ? 'Choose an instrument' : oddsContent(side, value, why, zone)}</p>;
}

function oddsContent(side: Side, answer: ReturnType<typeof useQuery<'signals.odds'>>['value'], why: string | undefined, zone: 'utc' | 'local') {
  const problem = answer?.problem ?? (answer === undefined ? why : undefined);
  if (problem !== undefined && problem !== null) return <span className="clip" title={problem}><Term of="odds">Odds</Term> of a {sideWord[side].toLowerCase()}: {problem}</span>;
  const odds = answer?.value;
  // Nothing is said while the answer is awaited: the line keeps its room.
  if (!odds) return '\u2003';
  const f = odds.frequency;
  return (
    <>
      <span><Term of="odds">Odds</Term> of a {sideWord[side].toLowerCase()} <span className="figure tone-strong">{formatPercent(odds.value, 0)}</span></span>
      <span className="muted"><Term of="past frequency" note={`${odds.modelId} ${odds.modelVersion}, bar ${formatTime(odds.asOf, zone, 'minute')}; ${f ? `95 % ${formatNumber(f.low * 100, 0)} to ${formatPercent(f.high, 0)}` : 'too few like it to count'}.`}>{f ? `of ${formatNumber(f.rows, 0)} like it ${formatPercent(f.value, 0)} hit` : 'too few like it'}</Term></span>
      <span className="muted"><Term of="bet size">bet</Term> {odds.betSize > 0 ? formatPercent(odds.betSize, 0) : 'none'}</span>
    </>
  );
}
