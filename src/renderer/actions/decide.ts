/** Accept, edit, reject and thumb: what the trader does with a suggestion, and the line that says what came of it. */
import type { DecisionOutcome } from '../../shared/contract/decisions.ts';
import type { InputOf } from '../../shared/contract/contract.ts';
import type { JudgementReason } from '../../shared/domain/decision.ts';
import type { Suggestion } from '../../shared/domain/signal.ts';
import { callCore } from '../connection/call-core.ts';
import type { CallResult } from '../connection/connection.ts';
import { askStore, callTicket, openAsk, setBusy } from '../stores/asks.ts';
import { instrumentNow, suggestionNow } from '../stores/lookups.ts';
import { notify } from '../stores/notices.ts';
import { selectionStore } from '../stores/selection.ts';
import { formatPrice, formatQuantity } from '../ui/format.ts';
import { denialWords } from '../words/denial-words.ts';
import { reasonWord } from '../words/judgement-words.ts';
import { shortId, sideWord } from '../words/order-words.ts';

/** After a renewal the trader gets this long to see the new terms before a key can accept them. */
const lookAgainMs = 800;

export async function acceptSuggestion(suggestionId: string): Promise<void> {
  const suggestion = openSuggestion(suggestionId, 'accept');
  if (suggestion && Date.now() - selectionStore.getState().followedAtMs < lookAgainMs) {
    return notify('plain', `Not sent: the model renewed this to ${nameOf(suggestion)} a moment ago; press again to accept it`);
  }
  if (suggestion) await once(suggestionId, async () => tell('Accepted', suggestion, await callCore('decisions.accept', { suggestionId })));
}

export function editSuggestion(suggestionId: string): void {
  if (openSuggestion(suggestionId, 'edit')) callTicket({ kind: 'edit', suggestionId });
}

/** Resolves to whether it was taken, so that the ticket knows whether to keep what was typed. */
export async function sendEdit(input: InputOf<'decisions.edit'>): Promise<boolean> {
  const suggestion = openSuggestion(input.suggestionId, 'edit');
  if (!suggestion) return false;
  return await once(input.suggestionId, async () => tell('Edited', suggestion, await callCore('decisions.edit', input))) ?? false;
}

export function askReject(suggestionId: string): void {
  if (openSuggestion(suggestionId, 'reject')) openAsk({ kind: 'reject', suggestionId });
}

export async function rejectSuggestion(suggestionId: string, reason: JudgementReason): Promise<void> {
  openAsk(null);
  const suggestion = openSuggestion(suggestionId, 'reject');
  if (!suggestion) return;
  await once(suggestionId, async () => {
    const result = await callCore('decisions.reject', { suggestionId, reason, note: null });
    if (!result.ok) notify('unresolved', `Reject of ${nameOf(suggestion)}: ${result.why}`);
    else if (!result.value.ok) notify('denied', `Reject of ${nameOf(suggestion)} was not taken: ${result.value.why}`);
    else notify('done', `Rejected ${nameOf(suggestion)}: ${reasonWord(reason)}`);
  });
}

/** On the suggestion as a whole, or on one feature of it. Any suggestion can be judged, open or not. */
export function askThumb(suggestionId: string, thumb: 'up' | 'down', feature: string | null): void {
  // A reason of several features is no feature: a thumb on it would teach nobody which one was meant.
  if (feature !== null && /^(series|group) /.test(feature)) return notify('plain', 'A thumb goes on one feature: unfold the series with Enter, or leave the row with Escape to judge the whole suggestion');
  if (suggestionNow(suggestionId)) openAsk({ kind: 'thumb', suggestionId, thumb, feature });
}

export async function giveThumb(input: InputOf<'decisions.giveFeedback'>): Promise<void> {
  openAsk(null);
  const suggestion = suggestionNow(input.suggestionId);
  if (!suggestion) return;
  const on = input.feature === null ? nameOf(suggestion) : `${input.feature} of ${nameOf(suggestion)}`;
  const result = await callCore('decisions.giveFeedback', input);
  if (!result.ok) notify('unresolved', `Thumb on ${on}: ${result.why}`);
  else if (!result.value.ok) notify('denied', `Thumb on ${on} was not taken: ${result.value.why}`);
  else notify('done', `Thumb ${input.thumb} on ${on}: ${reasonWord(input.reason)}; queued for the refinery`);
}

export function nameOf(suggestion: Suggestion): string {
  const instrument = instrumentNow(suggestion.signal.symbol);
  const price = suggestion.price === null ? 'at market' : `at ${formatPrice(instrument, suggestion.price)}`;
  return `${sideWord[suggestion.side].toLowerCase()} ${formatQuantity(instrument, suggestion.orderQty)} ${suggestion.signal.symbol} ${price}`;
}

function openSuggestion(suggestionId: string, verb: string): Suggestion | undefined {
  const suggestion = suggestionNow(suggestionId);
  if (suggestion && suggestion.status === 'open') return suggestion;
  notify('plain', suggestion ? `Nothing to ${verb}: ${nameOf(suggestion)} is ${suggestion.status}` : `Nothing to ${verb}: no suggestion is selected`);
  return undefined;
}

/** One command at a time on each suggestion: a key held down, or pressed twice, sends one. */
async function once<T>(key: string, run: () => Promise<T>): Promise<T | undefined> {
  if (askStore.getState().busy.has(key)) return undefined;
  setBusy(key, true);
  try {
    return await run();
  } finally {
    setBusy(key, false);
  }
}

function tell(verb: string, suggestion: Suggestion, result: CallResult<DecisionOutcome>): boolean {
  const what = `${verb} ${nameOf(suggestion)}`;
  if (!result.ok) notify(result.unknown ? 'unresolved' : 'denied', `${what}: ${result.why}`);
  else if (!result.value.ok) notify('denied', `${what}: not taken, ${result.value.why}`);
  else if (!result.value.order) notify('done', what);
  else if (result.value.order.sent) notify('waiting', `${what}; sent as ${shortId(result.value.order.clOrdId)}`);
  else notify('denied', `${what}; order denied: ${denialWords(result.value.order.denial, instrumentNow(suggestion.signal.symbol))}`);
  return result.ok && result.value.ok;
}
