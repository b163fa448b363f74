/** Risk to the screen: limits, and what is drawn over a chart. */
import type { RiskOverlay } from '../../../shared/contract/risk.ts';
import type { Rooms } from '../core.ts';
import { statusPeriodMs } from './frames.ts';
import type { CallsOf, StreamsOf } from './handlers.ts';
import { TopicBySymbol } from './topic-by-symbol.ts';

export const riskCalls = ({ risk }: Rooms): CallsOf<'risk'> => ({ 'risk.limits': async () => risk.limits });

export function riskStreams({ host: { clock }, risk, signals, suggestions, orders, marketData, owned }: Rooms): StreamsOf<'risk'> {
  const overlayOf = (symbol: string): RiskOverlay | null => {
    if (!marketData.instrument(symbol)) return null;
    const reading = signals.readings().find((r) => r.symbol === symbol);
    return risk.overlay(symbol, {
      signal: reading?.signal ?? null,
      suggestion: suggestions.open().find((s) => s.signal.symbol === symbol) ?? null,
      find: (id) => suggestions.get(id),
    });
  };
  const topic = new TopicBySymbol<RiskOverlay | null, RiskOverlay>(clock, statusPeriodMs, overlayOf);
  const changed = (symbol: string): void => {
    const overlay = topic.watched(symbol) ? overlayOf(symbol) : null;
    if (overlay) topic.changed(symbol, 'overlay', overlay);
  };
  owned.add(marketData.listen({ onBar: changed, onFeedChanged: () => topic.symbols().forEach(changed) }));
  owned.add(signals.onReading((reading) => changed(reading.symbol)));
  owned.add(signals.onSuggestions((list) => list.forEach((s) => changed(s.signal.symbol))));
  owned.add(orders.onOrders((list) => list.forEach((o) => changed(o.symbol))));
  owned.add(clock.every(4 * statusPeriodMs, () => topic.symbols().forEach(changed))); // the collar follows the quote
  return {
    'risk.overlay': ({ symbol }, sink) => topic.open(symbol, { snapshot: (v) => sink.snapshot(v), delta: (list) => list.forEach((o) => sink.delta(o)) }),
  };
}
