/** One open suggestion: what, how much, how long; how sure; why and what speaks against it. */
import { memo } from 'react';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { sideSign, type Order, type Side } from '../../../shared/domain/order.ts';
import type { Suggestion } from '../../../shared/domain/signal.ts';
import type { FeatureWords } from '../../connection/use-features.ts';
import { useTimeUntil } from '../../stores/clock.ts';
import { selectSuggestion } from '../../stores/selection.ts';
import { Bar } from '../../ui/bar.tsx';
import { Chip } from '../../ui/chip.tsx';
import { ClipLabel } from '../../ui/clip-label.tsx';
import { Figure } from '../../ui/figure.tsx';
import { Term } from '../../ui/term.tsx';
import { formatBp, formatNumber, formatPercent, formatPrice, formatQuantity, formatSpan } from '../../ui/format.ts';
import { sideArrow, sideTone, sideWord, timeInForceWord } from '../../words/order-words.ts';
import { driversOf, oddsWords, regimeOf, suggestionStatusWords, takesOrRests, type Driver } from '../../words/signal-words.ts';
import { Band } from './band.tsx';
import { OrderOutcome } from './order-outcome.tsx';

export interface SuggestionRowProps {
  readonly suggestion: Suggestion;
  readonly instrument: Instrument | undefined;
  readonly words: FeatureWords;
  readonly scaleBp: number;
  readonly selected: boolean;
  readonly busy: boolean;
  /** What came of it, once it is decided. */
  readonly order: Order | undefined;
}

const endingMs = 10_000;

export const SuggestionRow = memo(function SuggestionRow({ suggestion: s, instrument, words, scaleBp, selected, busy, order }: SuggestionRowProps) {
  const { signal } = s;
  const drivers = driversOf(signal, s.side, words.features, words.namesOf(signal.explanation.modelHash));
  const source = `${signal.explanation.modelId} ${signal.explanation.modelVersion}, signal ${signal.signalId}`;
  return (
    <div className={`sg-row${busy ? ' is-busy' : ''}`} role="option" aria-selected={selected} id={`suggestion-${s.suggestionId}`} onClick={() => selectSuggestion(s)}>
      <div className="sg-what">
        <span className={`sg-side ${sideTone(s.side)}`}>{sideArrow[s.side]} {sideWord[s.side]}</span>
        <Figure text={formatQuantity(instrument, s.orderQty)} tone="strong" />
        <span className="sg-symbol">{signal.symbol}</span>
        <span className="sg-at"><span className="faint">at </span><Figure text={s.price === null ? 'market' : formatPrice(instrument, s.price)} tone="strong" /></span>
        <span className="sg-tif">{timeInForceWord[s.timeInForce]}</span>
        <span className="sg-net"><Figure text={formatBp(s.netEdgeBp)} tone="strong" size="large" /><span className="unit">bp <Term of="edge" note={`Edge ${formatBp(s.edgeBp)} bp less cost ${formatBp(s.cost.totalBp, 1, 'negative')} bp is ${formatBp(s.netEdgeBp)} bp, over ${signal.horizonBars} bars; ${source}.`}>net</Term></span></span>
        {s.status === 'open' ? <Left expiresAt={s.expiresAt} /> : <span className="sg-left">{suggestionStatusWords[s.status]}</span>}
      </div>
      {s.status !== 'open' && <div className="sg-came"><OrderOutcome order={order} instrument={instrument} /></div>}
      {s.status === 'open' && <OddsLine suggestion={s} />}
      {s.status === 'open' && <div className="sg-sure">
        <span><Term of="score" note={`${formatNumber(signal.scoreSigma, 2, 'always')} σ × ${formatNumber(signal.horizonVolatilityBp, 1)} bp is ${formatBp(signal.expectedReturnBp)} bp; ${source}.`}>exp.</Term> <Figure text={formatBp(signal.expectedReturnBp)} /></span>
        <Band modelId={signal.explanation.modelId} expectedBp={signal.expectedReturnBp} lowBp={signal.band.lowBp} highBp={signal.band.highBp}
          costBp={sideSign(s.side) * s.cost.totalBp} scaleBp={scaleBp} />
        <span>
          {formatPercent(signal.band.level, 0)} <Term of="band" note={`The return over ${signal.horizonBars} bars falls between these, in basis points, with probability ${formatPercent(signal.band.level, 0)}.`}>in</Term> <Figure text={`${formatBp(signal.band.lowBp)}…${formatBp(signal.band.highBp)}`} /><span className="sg-cost"> <Term of="cost" note={`Spread ${formatBp(s.cost.spreadBp, 1, 'negative')}, fees ${formatBp(s.cost.feeBp, 1, 'negative')}, impact ${formatBp(s.cost.impactBp, 1, 'negative')} bp; the dashed mark on the band.`} /> <Figure text={formatBp(s.cost.totalBp, 1, 'negative')} /></span>
        </span>
      </div>}
      <div className="sg-why">
        <DriverLine driver={drivers.for[0]} against={false} side={s.side} />
        {drivers.against.length === 0 ? <span className="faint">nothing against</span> : <DriverLine driver={drivers.against[0]} against={true} side={s.side} />}
        <DriverLine driver={drivers.for[1]} against={false} side={s.side} />
        <DriverLine driver={drivers.against[1]} against={true} side={s.side} />
      </div>
    </div>
  );
});

/** Odds of the trade and what they decided: its size, whether it rests, and the market that it is in. */
function OddsLine({ suggestion: s }: { readonly suggestion: Suggestion }) {
  const regime = regimeOf(s.signal);
  const way = takesOrRests(s);
  return (
    <div className="sg-odds">
      {s.odds ? <Chip><span className="figure figure-small tone-strong">{formatPercent(s.odds.value, 0)}</span>&nbsp;<Term of="odds" note={`By ${s.odds.modelId} ${s.odds.modelVersion}: ${oddsWords(s.odds)}.`} /></Chip> : <span className="faint">no <Term of="odds" /></span>}
      {s.odds?.frequency && <span><span className="figure">{formatPercent(s.odds.frequency.value, 0)}</span> <Term of="past frequency" note={`${oddsWords(s.odds)}.`}>of</Term> <span className="figure">{formatNumber(s.odds.frequency.rows, 0)}</span></span>}
      {s.betSize !== null && <span><Term of="bet size">bet</Term> <span className="figure">{formatPercent(s.betSize, 0)}</span></span>}
      <span><Term of="fill odds" note={s.fillOdds ? `Resting at the touch would fill in time: ${oddsWords(s.fillOdds)}.` : 'No model gives the odds of a fill.'}>{way}</Term>{s.fillOdds && <span className="sg-fill">, fill <span className="figure">{formatPercent(s.fillOdds.value, 0)}</span></span>}</span>
      {regime && <span className={regime.name === 'stressed' ? 'sg-stressed' : 'faint'}><Term of="regime" note={`${regime.name} ${formatPercent(regime.odds, 0)}.`}>{regime.name}</Term></span>}
    </div>
  );
}

function DriverLine({ driver, against, side }: { readonly driver: Driver | undefined; readonly against: boolean; readonly side: Side }) {
  if (!driver) return <span />;
  return (
    <span className={against ? 'sg-driver is-against' : 'sg-driver'}>
      <span className="sg-mark" aria-label={against ? 'against' : 'for'}>{against ? '−' : '+'}</span>
      <ClipLabel label={driver.label} />
      <Bar share={driver.share} tone={sideTone(against ? (side === 'buy' ? 'sell' : 'buy') : side)} oneSided={true} />
    </span>
  );
}

function Left({ expiresAt }: { readonly expiresAt: number }) {
  const leftMs = useTimeUntil(expiresAt);
  if (leftMs === null) return <span className="sg-left" />;
  return <span className={leftMs < endingMs ? 'sg-left is-ending' : 'sg-left'} title="Time until the suggestion expires, by your clock">{leftMs <= 0 ? 'expiring' : `${formatSpan(leftMs)} left`}</span>;
}
