/** Why: the call in one sentence, its numbers in one line, what speaks against it, and the waterfall with its proof. */
import { useState } from 'react';
import { isAdditive } from '../../../shared/domain/explanation.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import type { ModelCard } from '../../../shared/domain/model-card.ts';
import { sideSign } from '../../../shared/domain/order.ts';
import type { Signal } from '../../../shared/domain/signal.ts';
import { useFeatures } from '../../connection/use-features.ts';
import { useInstrument, useReading, useSuggestion } from '../../stores/lookups.ts';
import { useLinkedInstrument, useSelection } from '../../stores/selection.ts';
import { useSettings } from '../../stores/settings.ts';
import { useStreamPart } from '../../stores/use-stream.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatTime } from '../../ui/format.ts';
import { PanelFrame } from '../../ui/panel-frame.tsx';
import { abstainWords } from '../../words/signal-words.ts';
import { AgainstLines } from './against-lines.tsx';
import { Glossary } from './glossary.tsx';
import { NumbersLine } from './numbers-line.tsx';
import { against, partsOf } from './parts.ts';
import { PartsTable } from './parts-table.tsx';
import { ProofFailed, ProofLine } from './proof-line.tsx';
import { callSentence } from './sentence.ts';
import { SourceList } from './source-list.tsx';
import { subjectOf, type Subject } from './subject.ts';
import { WaterfallPlot } from './waterfall-plot.tsx';
import './why.css';

type View = 'plot' | 'table' | 'source';

export function WhyPanel() {
  const subject = useSubject();
  const instrument = useInstrument(subject?.symbol ?? null);
  const { link, why } = useStreamPart('signals.readings', {}, (state) => ({ link: state.link, why: state.why }));
  const zone = useSettings((s) => s.zone);
  const [view, setView] = useState<View>('plot');
  const toggle = (to: View) => (): void => setView(view === to ? 'plot' : to);
  const signal = subject?.signal ?? null;
  return (
    <PanelFrame title="Why" state={link} why={why} awaiting="readings of the models" subject={subject?.symbol}
      age={signal && <span className="muted small" title="End of the bar that it was computed on">bar <span className="figure figure-small">{formatTime(signal.asOf, zone, 'minute')}</span></span>}
      actions={signal && (
        <>
          <Button tone="quiet" pressed={view === 'table'} label="Every feature as a table" onPress={toggle('table')}>Table</Button>
          <Button tone="quiet" pressed={view === 'source'} label="Where every number comes from" onPress={toggle('source')}>Source</Button>
        </>
      )}>
      {subject && signal ? <Explained subject={subject} signal={signal} instrument={instrument} view={view} /> : <NoReading subject={subject} />}
    </PanelFrame>
  );
}

function useSubject(): Subject | null {
  const symbol = useLinkedInstrument();
  const selected = useSuggestion(useSelection((s) => s.suggestionId));
  const reading = useReading(symbol);
  const ofReading = useSuggestion(reading?.suggestionId ?? null);
  return subjectOf({ symbol, selected, reading, ofReading });
}

function NoReading({ subject }: { readonly subject: Subject | null }) {
  if (!subject) return <EmptyState title="Nothing is selected">Select a suggestion (keys j and k) or an instrument in the watchlist; its reasons stand here.</EmptyState>;
  const reason = subject.abstained ? abstainWords[subject.abstained] : 'no reading yet';
  return <EmptyState title={`${subject.symbol}: ${reason}`}>{subject.detail ?? 'The model speaks at the close of each bar, once it has enough of them.'}</EmptyState>;
}

interface ExplainedProps {
  readonly subject: Subject;
  readonly signal: Signal;
  readonly instrument: Instrument | undefined;
  readonly view: View;
}

function Explained({ subject, signal, instrument, view }: ExplainedProps) {
  const { features } = useFeatures();
  const card = useCard(signal.explanation.modelHash);
  const parts = partsOf(signal, features, card);
  // The proof is made where the explanation is made, and again here, where it is shown.
  const additive = isAdditive(signal.explanation);
  const side = subject.suggestion?.side ?? null;
  const sign = side === null ? (signal.scoreSigma >= 0 ? 1 : -1) : sideSign(side);
  const sentence = callSentence({ parts, side, scoreSigma: signal.scoreSigma, abstained: subject.abstained, detail: subject.detail, additive });
  const selected = useSelection((s) => s.feature);
  // Pointing at a feature only describes it. Thumbs follow the one that was clicked or moved to.
  const [pointed, setPointed] = useState<string | null>(null);
  return (
    <div className="why">
      <p className={`why-sentence${side === null ? '' : side === 'buy' ? ' is-buy' : ' is-sell'}`}>{sentence}</p>
      <NumbersLine signal={signal} suggestion={subject.suggestion} instrument={instrument} />
      {view === 'source' && <SourceList signal={signal} card={card} instrument={instrument} />}
      {view !== 'source' && !additive && <ProofFailed explanation={signal.explanation} />}
      {view !== 'source' && additive && (
        <>
          <AgainstLines parts={against(parts, sign).slice(0, 2)} side={side} />
          {view === 'table'
            ? <PartsTable parts={parts} signal={signal} />
            : <WaterfallPlot parts={parts} signal={signal} sign={sign} onPoint={setPointed} />}
          <ProofLine signal={signal} />
          <Glossary part={parts.find((part) => part.name === (pointed ?? selected)) ?? null} suggestionId={subject.suggestion?.suggestionId ?? null} />
        </>
      )}
    </div>
  );
}

const useCard = (modelHash: string): ModelCard | null =>
  useStreamPart('signals.models', {}, (state) => state.value?.find((model) => model.modelHash === modelHash)?.card ?? null);
