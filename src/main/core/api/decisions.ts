/** Judgements from the screen. */
import type { Rooms } from '../core.ts';
import type { CallsOf, StreamsOf } from './handlers.ts';

export function decisionsCalls({ decisions, settings }: Rooms): CallsOf<'decisions'> {
  const userId = settings.user.id;
  return {
    'decisions.accept': ({ suggestionId }) => decisions.accept(suggestionId, userId),
    'decisions.edit': ({ suggestionId, reason, note, ...edit }) => decisions.edit(suggestionId, edit, userId, { reason, note }),
    'decisions.reject': ({ suggestionId, reason, note }) => decisions.reject(suggestionId, userId, { reason, note }),
    'decisions.giveFeedback': (input) => decisions.giveFeedback(input, userId),
  };
}

export function decisionsStreams({ decisions }: Rooms): StreamsOf<'decisions'> {
  return {
    'decisions.log': (_params, sink) => {
      sink.snapshot(decisions.log());
      return decisions.onMade((made) => sink.delta(made));
    },
  };
}
