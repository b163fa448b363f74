/** What the panel hands to keys: the page of what it explains, and the outputs that it can turn to. */
import { useEffect } from 'react';
import { isAdditive, type Explanation } from '../../../shared/domain/explanation.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { sideSign } from '../../../shared/domain/order.ts';
import { callCore } from '../../connection/call-core.ts';
import { useFeatures } from '../../connection/use-features.ts';
import { notify } from '../../stores/notices.ts';
import { settingsStore } from '../../stores/settings.ts';
import { useStreamPart } from '../../stores/use-stream.ts';
import { offerWhy, whyViewNow } from '../../stores/why-view.ts';
import { downloadText } from '../../ui/download.ts';
import { formatTime } from '../../ui/format.ts';
import { wantedOdds } from './facts.ts';
import { explanationPage } from './explanation-page.ts';
import { pageRows } from './page-rows.ts';
import { cardIn, headChoices, reasoningOf } from './reasoning.ts';
import { callSentence } from './sentence.ts';
import type { Subject } from './subject.ts';
import { viewLines } from './views.ts';

/** @returns saves the page of what the panel shows; null while it shows nothing. */
export function useWhyOffer(panelId: string, subject: Subject | null, instrument: Instrument | undefined): (() => void) | null {
  const { features } = useFeatures();
  const models = useStreamPart('signals.models', {}, (state) => state.value);
  const signal = subject?.signal ?? null;
  const cardOf = (modelHash: string) => cardIn(models, modelHash);

  async function save(): Promise<void> {
    if (!subject || !signal) return;
    const { chosen } = whyViewNow(panelId);
    const explanation = chosen === null ? signal.explanation : await explanationOf(signal.signalId, chosen);
    if (typeof explanation === 'string') return notify('denied', `The explanation was not saved: ${explanation}`);
    const side = subject.suggestion?.side ?? null;
    const own = reasoningOf(signal.explanation, signal, features, cardOf(signal.explanation.modelHash));
    const { zone } = settingsStore.getState();
    const lines = viewLines(signal, side ?? (sideSign('buy') * signal.scoreSigma >= 0 ? 'buy' : 'sell'), cardOf, subject.suggestion && wantedOdds(cardOf(signal.views.find((view) => view.role === 'edge')?.modelHash ?? ''), subject.suggestion));
    const live = models?.find((model) => model.modelHash === signal.explanation.modelHash)?.live ?? null;
    downloadText(`explanation-${signal.symbol}-${signal.signalId}-${explanation.modelId}.html`.replace(/[^\w.-]/g, '_'), explanationPage({
      title: `${signal.symbol}, ${formatTime(signal.asOf, zone, 'dateTime')} ${zone === 'utc' ? 'UTC' : 'local'}`,
      sentence: `${subject.suggestion && subject.suggestion.status !== 'open' ? `(${subject.suggestion.status}) ` : ''}${callSentence({ parts: own.rows, side, scoreSigma: signal.scoreSigma, abstained: subject.abstained, additive: isAdditive(signal.explanation) })}`,
      rows: pageRows({ signal, suggestion: subject.suggestion, instrument, live, lines, zone, features, silence: subject.detail }),
      sign: chosen === null && (side ?? (signal.scoreSigma >= 0 ? 'buy' : 'sell')) === 'sell' ? -1 : 1,
      of: reasoningOf(explanation, signal, features, cardOf(explanation.modelHash)), madeAt: formatTime(Date.now() * 1000, zone, 'dateTime'),
    }), 'text/html;charset=utf-8');
    notify('done', `The explanation of ${signal.symbol} by ${explanation.modelId} is saved as a page`);
  }

  const heads = signal ? headChoices(signal, cardOf).map(({ chosen }) => chosen) : [];
  // The offer is what the panel shows now: made anew with each rendering, as is what it closes over.
  useEffect(() => (signal ? offerWhy(panelId, { save: () => void save(), heads }) : undefined));
  return signal ? () => void save() : null;
}

async function explanationOf(signalId: string, chosen: { readonly modelId: string; readonly head: string }): Promise<Explanation | string> {
  const answer = await callCore('signals.explanation', { signalId, ...chosen, method: null });
  return answer.ok ? answer.value.value ?? answer.value.problem ?? 'no answer' : answer.why;
}
