/**
 * Signals tied to the house: fed by market data, and every suggestion, expiry and outcome journalled before anybody
 * sees it. Without a model there are no signals, and everything else runs on.
 */
import { disposable, type Disposable } from '../../../shared/base/disposable.ts';
import type { Reading } from '../../../shared/contract/signals.ts';
import type { JournalEvent } from '../../../shared/domain/journal-event.ts';
import type { KeptRecord } from '../../../shared/domain/kept-record.ts';
import type { Limits } from '../../../shared/domain/limits.ts';
import type { Suggestion, SuggestionStatus } from '../../../shared/domain/signal.ts';
import type { CommandQueue } from '../command-queue.ts';
import type { Host } from '../host.ts';
import type { MarketData } from '../market-data/market-data.ts';
import type { ModelRoom } from '../models/model-room.ts';
import type { Orders } from '../orders/orders.ts';
import type { OrdersProjection } from '../orders/orders-projection.ts';
import type { PositionsProjection } from '../portfolio/positions-projection.ts';
import type { Recorder } from '../recorder.ts';
import type { TradingState } from '../trading-state.ts';
import { createSignals, type Signals } from './signals.ts';
import type { LiveRecordsProjection } from './live-records-projection.ts';
import type { SuggestionsProjection } from './suggestions-projection.ts';

export interface JournalledSignalsParts {
  readonly host: Host;
  readonly recorder: Recorder;
  readonly queue: CommandQueue;
  readonly trading: TradingState;
  readonly models: ModelRoom;
  readonly marketData: MarketData;
  readonly suggestions: SuggestionsProjection;
  readonly liveRecords: LiveRecordsProjection;
  readonly positions: PositionsProjection;
  readonly limits: Limits;
  readonly orders: Pick<Orders, 'onFills'>;
  readonly ordersProjection: Pick<OrdersProjection, 'working'>;
}

export interface JournalledSignals {
  /** Null without a drift model. */
  readonly room: Signals | null;
  readings(): readonly Reading[];
  onReading(listener: (reading: Reading) => void): Disposable;
  /** Suggestions made or closed, after they are journalled. */
  onSuggestions(listener: (changed: readonly Suggestion[]) => void): Disposable;
  /** A decision has journalled the end of this suggestion. */
  closed(suggestionId: string, status: Exclude<SuggestionStatus, 'open'>): void;
  /** Resolves when every bar that came in so far has been read and what came of it is journalled. */
  settled(): Promise<void>;
  readonly counts: { signals: number; suggestions: number; abstained: number };
}

export function journalledSignals(parts: JournalledSignalsParts): JournalledSignals {
  const { queue, recorder, trading, models, marketData, suggestions, positions } = parts;
  const readingListeners = new Set<(reading: Reading) => void>();
  const suggestionListeners = new Set<(changed: readonly Suggestion[]) => void>();
  const reading = new Set<Promise<void>>();
  const counts = { signals: 0, suggestions: 0, abstained: 0 };
  const tell = (changed: readonly Suggestion[]): void => { for (const listener of suggestionListeners) listener(changed); };
  const journal = (what: string, event: JournalEvent, then?: () => void): void =>
    trading.watch(what, queue.enqueueInbound(async () => {
      await recorder.record([event]);
      then?.();
    }));

  const room = models.desk ? createSignals({
    host: parts.host,
    inference: models.inference,
    models: models.desk,
    instrumentOf: (symbol) => marketData.instrument(symbol),
    limits: () => parts.limits,
    positionOf: (symbol) => positions.quantity(symbol),
    ownStateOf(symbol) {
      const { buy, sell } = parts.ordersProjection.working(symbol);
      return { positionQty: positions.quantity(symbol), workingBuyQty: buy, workingSellQty: sell };
    },
    onReading(read) {
      if (read.signal) counts.signals++;
      if (read.abstained) counts.abstained++;
      for (const listener of readingListeners) listener(read);
    },
    onMade(suggestion) {
      counts.suggestions++;
      journal('recording a suggestion', { type: 'SuggestionMade', body: suggestion }, () => tell([suggestion]));
    },
    onClosed(suggestion) {
      const { suggestionId, status } = suggestion;
      journal('recording an expiry', { type: 'SuggestionClosed', body: { suggestionId, status } }, () => tell([suggestion]));
    },
    onOutcome: (outcome) => journal('recording an outcome', { type: 'OutcomeMeasured', body: outcome }),
    kept: parts.liveRecords.records(),
    onMeasured: (measured, asOf) => portions(measured).forEach((models) => journal('recording what came of calls', { type: 'CallsMeasured', body: { asOf, models } })),
  }) : null;

  if (room) {
    follow(room, parts, (symbol, work) => {
      reading.add(work);
      trading.watch(`reading ${symbol}`, work.finally(() => reading.delete(work)));
    });
  }

  return {
    room,
    counts,
    readings: () => room?.readings() ?? [],
    onReading(listener) {
      readingListeners.add(listener);
      return disposable(() => readingListeners.delete(listener));
    },
    onSuggestions(listener) {
      suggestionListeners.add(listener);
      return disposable(() => suggestionListeners.delete(listener));
    },
    closed(suggestionId, status) {
      room?.close(suggestionId, status);
      const suggestion = suggestions.get(suggestionId);
      if (suggestion) tell([suggestion]);
    },
    async settled() {
      while (reading.size > 0) await Promise.allSettled([...reading]);
      await queue.idle();
    },
  };
}

/** Bands in one record of the journal: of 500 scores each they stay well below its longest body. */
const bandsPerRecord = 100;

/** What was measured, cut so that each part fits a record; a model that is cut says only once that it starts anew. */
function portions(measured: readonly KeptRecord[]): readonly (readonly KeptRecord[])[] {
  return measured.flatMap((record) => {
    const parts = Array.from({ length: Math.max(1, Math.ceil(record.bands.length / bandsPerRecord)) }, (_, i) => record.bands.slice(i * bandsPerRecord, (i + 1) * bandsPerRecord));
    return parts.map((bands, i) => [{ ...record, anew: record.anew && i === 0, bands }]);
  });
}

/** What is left from an earlier run, then every fill and everything that the market says. */
function follow(room: Signals, { models, suggestions, orders, marketData }: JournalledSignalsParts, onReading: (symbol: string, work: Promise<void>) => void): void {
  room.restore(suggestions.awaitingOutcome());
  // The desk may have gone down, or had no model that proposes, between a model's silencing and the end of what it had said.
  for (const { modelId, switchedOff } of models.infos()) if (switchedOff) room.endOf(modelId);
  orders.onFills((fills) => fills.forEach((fill) => room.onOwnFill(fill.symbol, fill)));
  marketData.listen({
    onQuote: (symbol, quote) => room.onQuote(symbol, quote),
    onDepth: (symbol, depth) => room.onDepth(symbol, depth),
    onTrade: (symbol, trade) => room.onTrade(symbol, trade),
    onBar: (symbol, bar) => onReading(symbol, room.onBar(symbol, bar, marketData.quote(symbol))),
  });
}
