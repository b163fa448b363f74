/** Asks for the reason of a reject or a thumb, in place, answered by one key. */
import { giveThumb, nameOf, rejectSuggestion } from '../../actions/decide.ts';
import { useFeatures } from '../../connection/use-features.ts';
import { openAsk, useAsks } from '../../stores/asks.ts';
import { useSuggestion } from '../../stores/lookups.ts';
import { Ask } from '../../ui/ask.tsx';
import { againstReasons, forReasons } from '../../words/judgement-words.ts';

export function FeedbackAsk() {
  const ask = useAsks((asks) => asks.ask);
  const suggestionId = ask?.kind === 'reject' || ask?.kind === 'thumb' ? ask.suggestionId : null;
  const suggestion = useSuggestion(suggestionId);
  const { features } = useFeatures();
  if (!suggestion || (ask?.kind !== 'reject' && ask?.kind !== 'thumb')) return null;
  const close = (): void => openAsk(null);
  if (ask.kind === 'reject') {
    return (
      <Ask key={`reject ${ask.suggestionId}`} question={`Reject ${nameOf(suggestion)}: why?`} onCancel={close}
        answers={againstReasons.map(({ reason, key, label }) => ({ key, label, run: () => void rejectSuggestion(ask.suggestionId, reason) }))} />
    );
  }
  const { thumb, feature } = ask;
  const label = features.find((info) => info.name === feature)?.label ?? feature;
  const on = label === null ? nameOf(suggestion) : `“${label}” in ${nameOf(suggestion)}`;
  return (
    <Ask key={`thumb ${thumb} ${ask.suggestionId} ${feature ?? ''}`} question={`Thumb ${thumb} on ${on}: why?`} onCancel={close}
      answers={(thumb === 'up' ? forReasons : againstReasons).map(({ reason, key, label: text }) => (
        { key, label: text, run: () => void giveThumb({ suggestionId: ask.suggestionId, thumb, feature, reason, note: null }) }
      ))} />
  );
}
