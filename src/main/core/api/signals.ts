/** What the models say, to the screen. */
import type { ModelInfo, Reading } from '../../../shared/contract/signals.ts';
import type { Suggestion } from '../../../shared/domain/signal.ts';
import type { Rooms } from '../core.ts';
import type { AnswerParts } from '../explain/asked.ts';
import { flipAnswer } from '../explain/flip-answer.ts';
import { evaluationAnswer, explanationAnswer, featurePastAnswer, interactionsAnswer, oddsAnswer, rescoredAnswer, whatIfAnswer } from '../explain/signal-answers.ts';
import { similarAnswer } from '../explain/similar-answer.ts';
import { switchModel } from '../models/switch-model.ts';
import { featureInfos } from '../signals/feature-info.ts';
import { orderFrameMs, priceFrameMs, statusPeriodMs } from './frames.ts';
import type { CallsOf, StreamsOf } from './handlers.ts';
import { Topic } from './topic.ts';

export function signalsCalls({ suggestions, store, models, modelSwitches, queue, recorder, settings, signals, marketData, decisionsProjection }: Rooms): CallsOf<'signals'> {
  const parts: AnswerParts = { inference: models.inference, desk: models.desk, signals: signals.room, marketData, suggestions, decisions: decisionsProjection };
  return {
    'signals.features': async () => featureInfos(),
    async 'signals.suggestion'({ suggestionId }) {
      const known = suggestions.get(suggestionId);
      if (known) return known;
      // Let go of by the projection: the journal has it, with how it ended.
      let found: Suggestion | null = null;
      for (const { event } of store.readByEntity('suggestion', suggestionId)) {
        if (event.type === 'SuggestionMade') found = event.body;
        if (event.type === 'SuggestionClosed' && found) found = { ...found, status: event.body.status };
      }
      return found;
    },
    'signals.explanation': (input) => explanationAnswer(parts, input),
    'signals.interactions': (input) => interactionsAnswer(parts, input),
    'signals.flip': (input) => flipAnswer(parts, input),
    'signals.whatIf': (input) => whatIfAnswer(parts, input),
    'signals.rescored': (input) => rescoredAnswer(parts, input),
    'signals.similar': async (input) => similarAnswer(parts, input),
    'signals.odds': (input) => oddsAnswer(parts, input),
    'signals.past': async ({ symbol }) => signals.room?.pasts.signals(symbol) ?? [],
    'signals.featurePast': async (input) => featurePastAnswer(parts, input),
    'signals.evaluation': async (input) => evaluationAnswer(parts, input),
    'signals.switchModel': (input) => switchModel({ queue, recorder, models, modelSwitches, signals, userId: settings.user.id }, input),
  };
}

export function signalsStreams({ host: { clock }, signals, suggestions, models, owned }: Rooms): StreamsOf<'signals'> {
  const suggestionTopic = new Topic<readonly Suggestion[], Suggestion>(clock, orderFrameMs, () => suggestions.newest(), 'events');
  const readings = new Topic<readonly Reading[], Reading>(clock, priceFrameMs, () => signals.readings());
  const infos = (): readonly ModelInfo[] => models.infos().map((info) => ({ ...info, live: signals.room?.recordOf(info.modelId) ?? null }));
  const modelTopic = new Topic<readonly ModelInfo[], ModelInfo>(clock, statusPeriodMs, infos);
  owned.add(signals.onSuggestions((changed) => changed.forEach((s) => suggestionTopic.changed(s.suggestionId, s))));
  owned.add(signals.onReading((reading) => readings.changed(reading.symbol, reading)));
  owned.add(clock.every(4 * statusPeriodMs, () => infos().forEach((m) => modelTopic.changed(m.modelId, m))));
  return {
    'signals.suggestions': (_params, sink) => suggestionTopic.open(sink),
    'signals.readings': (_params, sink) => readings.open(sink),
    'signals.models': (_params, sink) => modelTopic.open(sink),
  };
}
