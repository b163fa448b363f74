/** Where every number of the panel comes from: model, hashes, background, bar and quote. */
import type { ReactNode } from 'react';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import type { ModelCard } from '../../../shared/domain/model-card.ts';
import type { Signal } from '../../../shared/domain/signal.ts';
import { useSettings } from '../../stores/settings.ts';
import { termNames, termWords } from '../../words/terms.ts';
import { methodWords } from './reasoning.ts';
import { formatNumber, formatPrice, formatQuantity, formatTime, nothing } from '../../ui/format.ts';

export function SourceList({ signal, card, instrument }: { readonly signal: Signal; readonly card: ModelCard | null; readonly instrument: Instrument | undefined }) {
  const zone = useSettings((s) => s.zone);
  const { explanation: e, quote } = signal;
  return (
    <>
      <dl className="why-source">
        <Row term="Model">{e.modelId} {e.modelVersion}</Row>
        <Row term="Model hash" figure={true}>{e.modelHash}</Row>
        <Row term="Feature schema" figure={true}>{e.featureSchemaHash}</Row>
        <Row term="Method">{e.method}: {methodWords[e.method]}</Row>
        <Row term="Background">{e.backgroundId}</Row>
        <Row term="Trained">{card ? `${card.trainedAt}, on ${card.trainingData.description}` : nothing}</Row>
        <Row term="As of" figure={true}>{formatTime(signal.asOf, zone, 'precise')}</Row>
        <Row term="Signal" figure={true}>{signal.signalId}</Row>
        <Row term="Quote" figure={true}>
          {formatQuantity(instrument, quote.bidSize)} × {formatPrice(instrument, quote.bid)} / {formatPrice(instrument, quote.ask)} × {formatQuantity(instrument, quote.askSize)}
        </Row>
        <Row term="Quote time" figure={true}>{formatTime(quote.venueTime, zone, 'precise')}</Row>
        <Row term="Score" figure={true}>{formatNumber(signal.scoreSigma, 6, 'always')} σ × {formatNumber(signal.horizonVolatilityBp, 3)} bp = {formatNumber(signal.expectedReturnBp, 3, 'always')} bp</Row>
      </dl>
      <h3 className="why-words-head">Words used here</h3>
      <dl className="why-source why-words">
        {termNames.map((name) => <Row key={name} term={name}>{termWords(name)}</Row>)}
      </dl>
    </>
  );
}

const Row = ({ term, figure = false, children }: { readonly term: string; readonly figure?: boolean; readonly children: ReactNode }) => (
  <div><dt>{term}</dt><dd className={figure ? 'figure' : undefined}>{children}</dd></div>
);
