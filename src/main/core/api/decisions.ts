/** Judgements from the screen. */
import type { DecisionLog } from '../decisions/decisions.ts';
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

/** Most decisions, and most thumbs, in a snapshot: a message holds 8 MiB, a profile years. */
export const judgementsShownMax = 1000;

/** The newest of each. @param log newest first. */
export const judgementsShown = ({ decisions, feedback }: DecisionLog): DecisionLog =>
  ({ decisions: decisions.slice(0, judgementsShownMax), feedback: feedback.slice(0, judgementsShownMax) });

export function decisionsStreams({ decisions }: Rooms): StreamsOf<'decisions'> {
  return {
    'decisions.log': (_params, sink) => {
      sink.snapshot(judgementsShown(decisions.log()));
      return decisions.onMade((made) => sink.delta(made));
    },
  };
}
