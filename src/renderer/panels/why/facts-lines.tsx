/** Odds with their past, band with its coverage, edge with its cost and size, and how robust the call is: a line each, nothing that jumps. */
import type { ReactNode } from 'react';
import type { FeatureInfo } from '../../../shared/contract/signals.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import type { LiveRecord, Signal, Suggestion } from '../../../shared/domain/signal.ts';
import { Figure } from '../../ui/figure.tsx';
import { formatBp, formatNumber, formatPercent, formatQuantity } from '../../ui/format.ts';
import { Term } from '../../ui/term.tsx';
import { causesOf, coverageOf, coverageWords, frequencyWords, isMiscalibrated, noveltyGrade, pastOddsWords, stabilityGrade, stabilityWords } from './facts.ts';
import { formatFeature } from './parts.ts';

export interface FactsProps {
  readonly signal: Signal;
  readonly suggestion: Suggestion | null;
  readonly instrument: Instrument | undefined;
  readonly features: readonly FeatureInfo[];
  /** Of the model that gives the band. */
  readonly live: LiveRecord | null;
  /** Odds from which on the trade pays for spread and fees; null where nobody says. */
  readonly wanted: number | null;
  /** Why nothing is suggested, with its numbers; null where something is, or nobody says. */
  readonly silence: string | null;
}

export function FactsLines({ signal, suggestion, instrument, features, live, wanted, silence }: FactsProps) {
  const { band, horizonBars } = signal;
  const coverage = coverageOf(band, live);
  return (
    <dl className="why-facts">
      {!suggestion && silence !== null && silence !== '' && <Fact term={<Term of="abstain">no call</Term>}><span className="why-wraps">{silence}</span></Fact>}
      <OddsFact signal={signal} suggestion={suggestion} wanted={wanted} />
      <Fact term={<Term of="band" note={`The return over ${horizonBars} bars falls between these, in basis points, with probability ${formatPercent(band.level, 0)}.`} />}>
        <span><Figure text={`${formatBp(band.lowBp)}…${formatBp(band.highBp)}`} tone="strong" unit="bp" /></span>
        <span className="muted">{formatPercent(band.level, 0)}, <Term of="live coverage" note="The level that the band asks for follows it, so that it holds as often as it promises.">{coverage ? coverageWords(coverage) : 'live: none passed yet'}</Term></span>
      </Fact>
      {suggestion ? <EdgeFact suggestion={suggestion} instrument={instrument} /> : (
        <Fact term={<Term of="score" note={`${formatNumber(signal.scoreSigma, 2, 'always')} σ × ${formatNumber(signal.horizonVolatilityBp, 1)} bp, by ${sourceOf(signal)}.`}>expects</Term>}>
          <Figure text={formatBp(signal.expectedReturnBp)} tone="strong" unit="bp" /><span className="muted">over {horizonBars} bars, before cost</span>
        </Fact>
      )}
      <RobustFact signal={signal} suggestion={suggestion} features={features} />
    </dl>
  );
}

const sourceOf = ({ explanation, signalId }: Signal): string => `${explanation.modelId} ${explanation.modelVersion}, signal ${signalId}`;

const Fact = ({ term, children }: { readonly term: ReactNode; readonly children: ReactNode }) => <div><dt>{term}</dt><dd>{children}</dd></div>;

function OddsFact({ signal, suggestion, wanted }: Pick<FactsProps, 'signal' | 'suggestion' | 'wanted'>) {
  const odds = suggestion?.odds ?? null;
  if (odds) {
    const isOff = isMiscalibrated(odds);
    const pays = wanted === null ? null : odds.value > wanted;
    return (
      <Fact term={<Term of="odds" note={`Of a ${suggestion?.side ?? 'trade'}, by ${odds.modelId} ${odds.modelVersion}, ${odds.head}.`} />}>
        <Figure text={formatPercent(odds.value, 0)} tone="strong" size="large" />
        <span className={isOff ? 'why-warn' : 'muted'}>{isOff && '⚠ '}<Term of="past frequency" note={`${isOff ? 'The odds lie outside what such odds came to: ' : ''}${frequencyWords(odds)}.`}>{pastOddsWords(odds)}</Term></span>
        {wanted !== null && <span className={pays ? 'muted' : 'why-warn'}>{pays ? '' : '⚠ '}<Term of="break-even odds" note={`Odds of ${formatPercent(wanted, 1)} pay for spread and fees of such a trade; these are ${formatPercent(odds.value, 1)}.`}>pays over</Term> <Figure text={formatPercent(wanted, 0)} size="small" /></span>}
      </Fact>
    );
  }
  const edge = signal.views.find((view) => view.role === 'edge');
  const value = edge?.heads[0]?.odds ?? null;
  if (edge && value !== null) return <Fact term={<Term of="odds" note={`By ${edge.modelId} ${edge.modelVersion}.`} />}><Figure text={formatPercent(value, 0)} size="large" /><span className="muted">of a {edge.side ?? 'trade'}, not suggested</span></Fact>;
  return <Fact term={<Term of="odds" />}><span className="muted why-wraps">{edge?.problem ?? 'no model gives them'}</span></Fact>;
}

/** What is left is what is expected less what it costs; the size at which nothing would be left stands beside it. */
function EdgeFact({ suggestion: s, instrument }: { readonly suggestion: Suggestion; readonly instrument: Instrument | undefined }) {
  const { cost, signal } = s;
  return (
    <Fact term={<Term of="edge" note={`Over ${signal.horizonBars} bars, by ${sourceOf(signal)}.`}>net</Term>}>
      <span><Figure text={formatBp(s.netEdgeBp)} tone={s.netEdgeBp > 0 ? 'strong' : 'warn'} size="large" unit="bp" /></span>
      <span className="muted">= edge <Figure text={formatBp(s.edgeBp)} size="small" /> − <Term of="cost" note={`Spread ${formatBp(cost.spreadBp, 1, 'negative')}, fees of both sides ${formatBp(cost.feeBp, 1, 'negative')}, impact by the square-root law ${formatBp(cost.impactBp, 1, 'negative')} bp; the round trip crosses the spread.`} /> <Figure text={formatBp(cost.totalBp, 1, 'negative')} size="small" /></span>
      <span className="muted"><Term of="edge gone at" note={s.breakEvenQty === null ? 'At no size: impact does not bind.' : `At ${formatQuantity(instrument, s.breakEvenQty)} impact has eaten the edge; this order is ${formatQuantity(instrument, s.orderQty)}.`}>gone at</Term> {s.breakEvenQty === null ? 'no size' : <Figure text={formatQuantity(instrument, s.breakEvenQty)} size="small" />}</span>
    </Fact>
  );
}

function RobustFact({ signal, suggestion, features }: Pick<FactsProps, 'signal' | 'suggestion' | 'features'>) {
  const { stability, novelty } = signal;
  const grade = stabilityGrade(stability);
  const unusual = noveltyGrade(novelty);
  const info = (name: string): FeatureInfo | undefined => features.find((one) => one.name === name);
  const [first] = novelty.outside;
  const causes = causesOf(novelty, features);
  return (
    <>
      <Fact term={<Term of="stability" note={`${stabilityWords(stability)}.`}>stable</Term>}>
        <span className={grade === 'stands' ? '' : 'why-warn'}>{grade === 'stands' ? '✓' : '⚠'} <Figure text={`${stability.same}/${stability.draws}`} size="small" />{grade === 'stands' ? '' : ` ${grade}`}</span>
        <span className={unusual === 'usual' ? 'muted' : 'why-warn'}>
          {unusual !== 'usual' && '⚠ '}<Term of="novelty" note={causes === '' ? 'Every feature is within what training saw.' : `${causes}.`} /> <Figure text={formatNumber(novelty.distance, 1)} size="small" />{first ? '' : ` ${unusual}`}
        </span>
        {suggestion !== null && suggestion.betSize !== null && <span className="muted"><Term of="bet size">bet</Term> <Figure text={formatPercent(suggestion.betSize, 0)} size="small" /></span>}
        {suggestion?.fillOdds && <span className="muted"><Term of="fill odds" note={`${frequencyWords(suggestion.fillOdds)}.`}>fills</Term> <Figure text={formatPercent(suggestion.fillOdds.value, 0)} size="small" /></span>}
      </Fact>
      {first && <Fact term={<span className="why-warn">unseen</span>}><span className="why-warn clip" title={causes}>{info(first.name)?.label ?? first.name} <Figure text={formatFeature(first.value, info(first.name)?.unit ?? '')} size="small" />, seen to <Figure text={formatFeature(first.value > first.high ? first.high : first.low, info(first.name)?.unit ?? '')} size="small" />{novelty.outside.length > 1 ? ` and ${novelty.outside.length - 1} more` : ''}</span></Fact>}
    </>
  );
}
