/** What the models say, to the screen. */
import type { ModelInfo, Reading } from '../../../shared/contract/signals.ts';
import type { Suggestion } from '../../../shared/domain/signal.ts';
import type { Rooms } from '../core.ts';
import { featureInfos } from '../signals/feature-info.ts';
import { orderFrameMs, priceFrameMs, statusPeriodMs } from './frames.ts';
import type { CallsOf, StreamsOf } from './handlers.ts';
import { Topic } from './topic.ts';

const notYet = async (): Promise<{ readonly value: null; readonly problem: string }> => ({ value: null, problem: 'this question is not answered yet' });

export function signalsCalls({ suggestions, store }: Rooms): CallsOf<'signals'> {
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
    'signals.explanation': notYet, 'signals.interactions': notYet, 'signals.flip': notYet, 'signals.whatIf': notYet, 'signals.rescored': notYet, 'signals.similar': notYet,
    'signals.odds': notYet, 'signals.featurePast': notYet, 'signals.evaluation': notYet,
    'signals.past': async () => [],
  };
}

export function signalsStreams({ host: { clock }, signals, suggestions, models, owned }: Rooms): StreamsOf<'signals'> {
  const suggestionTopic = new Topic<readonly Suggestion[], Suggestion>(clock, orderFrameMs, () => suggestions.newest(), 'events');
  const readings = new Topic<readonly Reading[], Reading>(clock, priceFrameMs, () => signals.readings());
  const modelTopic = new Topic<readonly ModelInfo[], ModelInfo>(clock, statusPeriodMs, () => models.infos());
  owned.add(signals.onSuggestions((changed) => changed.forEach((s) => suggestionTopic.changed(s.suggestionId, s))));
  owned.add(signals.onReading((reading) => readings.changed(reading.symbol, reading)));
  owned.add(clock.every(4 * statusPeriodMs, () => models.infos().forEach((m) => modelTopic.changed(m.modelId, m))));
  return {
    'signals.suggestions': (_params, sink) => suggestionTopic.open(sink),
    'signals.readings': (_params, sink) => readings.open(sink),
    'signals.models': (_params, sink) => modelTopic.open(sink),
  };
}
