/** Odds with their past, band with its coverage, size with its edge, stability, novelty: a line each, nothing that jumps. */
import type { ReactNode } from 'react';
import type { FeatureInfo } from '../../../shared/contract/signals.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import type { LiveRecord, Signal, Suggestion } from '../../../shared/domain/signal.ts';
import { Figure } from '../../ui/figure.tsx';
import { formatBp, formatNumber, formatPercent, formatQuantity } from '../../ui/format.ts';
import { Term } from '../../ui/term.tsx';
import { coverageOf, coverageWords, frequencyWords, isMiscalibrated, noveltyGrade, stabilityGrade, stabilityWords } from './facts.ts';
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
}

export function FactsLines({ signal, suggestion, instrument, features, live, wanted }: FactsProps) {
  const coverage = coverageOf(signal.band, live);
  return (
    <dl className="why-facts">
      <OddsFact signal={signal} suggestion={suggestion} />
      <Fact term={<Term of="band">{`${formatPercent(signal.band.level, 0)} band`}</Term>} title={`The return over ${signal.horizonBars} bars falls between these, in basis points, with probability ${formatPercent(signal.band.level, 0)}`}>
        <Figure text={`${formatBp(signal.band.lowBp)}…${formatBp(signal.band.highBp)}`} tone="strong" size="small" />
        <span className="muted" title="Share of the bands of this desk that held what came; the level follows it">{coverage ? coverageWords(coverage) : 'live: none passed yet'}</span>
      </Fact>
      {suggestion && <SizeFact suggestion={suggestion} instrument={instrument} wanted={wanted} />}
      <RobustFact signal={signal} features={features} />
    </dl>
  );
}

const Fact = ({ term, title, children }: { readonly term: ReactNode; readonly title?: string; readonly children: ReactNode }) => <div title={title}><dt>{term}</dt><dd>{children}</dd></div>;

function OddsFact({ signal, suggestion }: Pick<FactsProps, 'signal' | 'suggestion'>) {
  const odds = suggestion?.odds ?? null;
  if (odds) {
    const isOff = isMiscalibrated(odds);
    return (
      <Fact term={<Term of="odds" />}>
        <Figure text={formatPercent(odds.value, 0)} tone="strong" source={`${odds.modelId} ${odds.modelVersion}, ${odds.head}`} />
        <span className={isOff ? 'why-warn' : 'muted'} title={isOff ? 'The odds lie outside what such odds came to' : 'Held-out rows that were given like odds'}>{isOff && '⚠ '}{frequencyWords(odds)}</span>
      </Fact>
    );
  }
  const edge = signal.views.find((view) => view.role === 'edge');
  const value = edge?.heads[0]?.odds ?? null;
  if (edge && value !== null) return <Fact term={<Term of="odds" />}><Figure text={formatPercent(value, 0)} source={`${edge.modelId} ${edge.modelVersion}`} /><span className="muted">of a {edge.side ?? 'trade'}, not suggested</span></Fact>;
  return <Fact term={<Term of="odds" />}><span className="muted">{edge?.problem ?? 'no model gives them'}</span></Fact>;
}

function SizeFact({ suggestion: s, instrument, wanted }: { readonly suggestion: Suggestion; readonly instrument: Instrument | undefined; readonly wanted: number | null }) {
  return (
    <Fact term={<Term of="edge gone at">edge gone</Term>}>
      {s.breakEvenQty === null ? <span className="muted">at no size: impact does not bind</span> : <span title={`At ${formatQuantity(instrument, s.breakEvenQty)} impact has eaten the edge; this order is ${formatQuantity(instrument, s.orderQty)}`}><Figure text={formatQuantity(instrument, s.orderQty)} size="small" /> <span className="muted">of</span> <Figure text={formatQuantity(instrument, s.breakEvenQty)} tone="strong" size="small" /></span>}
      {s.betSize !== null && <span className="muted"><Term of="bet size">bet</Term> <Figure text={formatPercent(s.betSize, 0)} size="small" /></span>}
      {s.odds && wanted !== null && <span className={s.odds.value > wanted ? 'muted' : 'why-warn'} title={`Odds of ${formatPercent(wanted, 1)} pay for spread and fees of such a trade; these are ${formatPercent(s.odds.value, 1)}`}>{s.odds.value > wanted ? '' : '⚠ '}pays over <Figure text={formatPercent(wanted, 0)} size="small" /></span>}
      {s.fillOdds && <span className="muted why-fills" title={frequencyWords(s.fillOdds)}><Term of="fill odds">fills</Term> <Figure text={formatPercent(s.fillOdds.value, 0)} size="small" /></span>}
    </Fact>
  );
}

function RobustFact({ signal, features }: Pick<FactsProps, 'signal' | 'features'>) {
  const { stability, novelty } = signal;
  const grade = stabilityGrade(stability);
  const unusual = noveltyGrade(novelty);
  const first = novelty.outside[0];
  const label = (name: string): string => features.find((info) => info.name === name)?.label ?? name;
  const unit = (name: string): string => features.find((info) => info.name === name)?.unit ?? '';
  const causes = novelty.outside.map((o) => `${label(o.name)} ${formatFeature(o.value, unit(o.name))}, seen ${formatFeature(o.low, unit(o.name))} to ${formatFeature(o.high, unit(o.name))}`).join('; ');
  return (
    <Fact term={<Term of="stability" />}>
      <span className={grade === 'stands' ? '' : 'why-warn'} title={stabilityWords(stability)}>{grade === 'stands' ? '✓ stands' : `⚠ ${grade}`} <Figure text={`${stability.same}/${stability.draws}`} size="small" /></span>
      <span className={unusual === 'usual' ? 'muted' : 'why-warn'} title={causes === '' ? `Distance ${formatNumber(novelty.distance, 2)}; every feature is within what training saw` : causes}>
        <Term of="novelty" /> <Figure text={formatNumber(novelty.distance, 1)} size="small" /> {unusual === 'usual' ? 'usual' : first ? '' : `⚠ ${unusual}`}
      </span>
      {first && <span className="why-warn clip" title={causes}>⚠ <span className="why-meaning">outside: </span>{label(first.name)} <Figure text={formatFeature(first.value, unit(first.name))} size="small" />{novelty.outside.length > 1 ? ` and ${novelty.outside.length - 1} more` : ''}</span>}
    </Fact>
  );
}
