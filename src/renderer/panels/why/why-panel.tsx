/** Why: the call in one sentence, its numbers, how sure and how robust it is; then reasons, what-if, similar cases, past, models and source. */
import { useContext } from 'react';
import { isAdditive } from '../../../shared/domain/explanation.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { sideSign } from '../../../shared/domain/order.ts';
import type { Signal, Suggestion } from '../../../shared/domain/signal.ts';
import { useFeatures } from '../../connection/use-features.ts';
import { useInstrument, useReading, useSuggestion } from '../../stores/lookups.ts';
import { useLinkedInstrument, useSelection } from '../../stores/selection.ts';
import { useStreamPart } from '../../stores/use-stream.ts';
import { changeWhyView, useWhyView, whyParts, type WhyPart } from '../../stores/why-view.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { DockedPanel } from '../../ui/header-slot.tsx';
import { PanelFrame } from '../../ui/panel-frame.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { abstainWords, suggestionStatusWords } from '../../words/signal-words.ts';
import { ReadingAge, useReadingLife } from './reading-age.tsx';
import { wantedOdds } from './facts.ts';
import { FactsLines } from './facts-lines.tsx';
import { ModelsPart, chosenOf } from './models-part.tsx';
import { PastPart } from './past-part.tsx';
import { cardIn, reasoningOf } from './reasoning.ts';
import { ReasonsPart } from './reasons-part.tsx';
import { callSentence } from './sentence.ts';
import { SimilarPart } from './similar-part.tsx';
import { SourceList } from './source-list.tsx';
import { subjectOf, type Subject } from './subject.ts';
import { useWhyOffer } from './use-why-offer.ts';
import { viewLines } from './views.ts';
import { ViewsStrip } from './views-strip.tsx';
import { WhatIfPart } from './what-if-part.tsx';
import './why.css';

const partLabels: Readonly<Record<WhyPart, string>> = { reasons: 'Reasons', 'what-if': 'What if', similar: 'Like it', past: 'Past', models: 'Models', source: 'Source' };
/** Parts whose charts have a table beside them. */
const charted: readonly WhyPart[] = ['reasons', 'what-if', 'past'];

export function WhyPanel() {
  const subject = useSubject();
  const panelId = useContext(DockedPanel)?.panelId ?? 'why';
  const instrument = useInstrument(subject?.symbol ?? null);
  const { link, why } = useStreamPart('signals.readings', {}, (state) => ({ link: state.link, why: state.why }));
  const { table, part } = useWhyView(panelId);
  const save = useWhyOffer(panelId, subject, instrument);
  const life = useReadingLife(subject, instrument);
  const signal = subject?.signal ?? null;
  return (
    <PanelFrame title="Why" state={link} why={why} awaiting="readings of the models" subject={subject?.symbol}
      age={signal && <ReadingAge asOf={signal.asOf} life={life} />}
      actions={signal && (
        <>
          <Button tone="quiet" pressed={table} disabled={!charted.includes(part)} label="Tables in place of charts (f)" onPress={() => changeWhyView(panelId, { table: !table })}>Table</Button>
          <Button tone="quiet" disabled={save === null} label="Save this explanation as a page of its own (Shift+E)" onPress={() => save?.()}><span aria-hidden="true">⤓</span></Button>
        </>
      )}>
      {subject && signal ? <Explained panelId={panelId} subject={subject} signal={signal} instrument={instrument} isLive={life.freshness === 'live'} /> : <NoReading subject={subject} />}
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

/** A suggestion that can no longer be taken says so before its reasons: upper case first, as it opens the sentence. */
function endedWords(suggestion: Suggestion | null): string | null {
  if (suggestion === null || suggestion.status === 'open') return null;
  const word = suggestionStatusWords[suggestion.status];
  return word.charAt(0).toUpperCase() + word.slice(1);
}

interface ExplainedProps {
  readonly panelId: string;
  readonly subject: Subject;
  readonly signal: Signal;
  readonly instrument: Instrument | undefined;
  readonly isLive: boolean;
}

function Explained({ panelId, subject, signal, instrument, isLive }: ExplainedProps) {
  const { features } = useFeatures();
  const models = useStreamPart('signals.models', {}, (state) => state.value);
  const { part, table } = useWhyView(panelId);
  const cardOf = (modelHash: string) => cardIn(models, modelHash);
  const { rows } = reasoningOf(signal.explanation, signal, features, cardOf(signal.explanation.modelHash));
  // The proof is made where the explanation is made, and again here, where it is shown.
  const additive = isAdditive(signal.explanation);
  const side = subject.suggestion?.side ?? null;
  const lean = signal.scoreSigma >= 0 ? 'buy' : 'sell';
  const sign = sideSign(side ?? lean);
  const wanted = subject.suggestion && wantedOdds(cardOf(signal.views.find((view) => view.role === 'edge')?.modelHash ?? ''), subject.suggestion);
  const lines = viewLines(signal, side ?? lean, cardOf, wanted);
  const live = models?.find((model) => model.modelHash === signal.explanation.modelHash)?.live ?? null;
  const ended = endedWords(subject.suggestion);
  const common = { panelId, signal, features, cardOf, sign, side, suggestionId: subject.suggestion?.suggestionId ?? null };
  return (
    <div className={isLive ? 'why' : 'why is-dim'}>
      <p className={`why-sentence${side === null ? '' : side === 'buy' ? ' is-buy' : ' is-sell'}`}>{ended !== null && <strong className="why-ended">{ended}. </strong>}{callSentence({ parts: rows, side, scoreSigma: signal.scoreSigma, abstained: subject.abstained, additive })}</p>
      <FactsLines signal={signal} suggestion={subject.suggestion} instrument={instrument} features={features} live={live} wanted={wanted} silence={subject.detail} />
      {signal.views.length > 0 && <ViewsStrip lines={lines} onChoose={(line) => changeWhyView(panelId, line.stance === 'silent' ? { part: 'models' } : { part: 'reasons', chosen: chosenOf(line) })} />}
      <Segmented label="Part of the explanation (v)" segments={whyParts.map((value) => ({ value, label: partLabels[value] }))} value={part} onChange={(next) => changeWhyView(panelId, { part: next })} />
      <div className="why-body" tabIndex={0} role="group" aria-label={partLabels[part]} data-keys="arrows" data-focus-first={part !== 'reasons' || table || undefined}>
        {part === 'reasons' && <ReasonsPart {...common} />}
        {part === 'what-if' && <WhatIfPart {...common} />}
        {part === 'similar' && <SimilarPart signal={signal} sign={sign} />}
        {part === 'past' && <PastPart key={signal.symbol} signal={signal} table={table} />}
        {part === 'models' && <ModelsPart panelId={panelId} lines={lines} />}
        {part === 'source' && <SourceList signal={signal} card={cardOf(signal.explanation.modelHash)} instrument={instrument} />}
      </div>
    </div>
  );
}
