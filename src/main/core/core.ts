/**
 * The workstation without a window: the list of its rooms, in the order in which they depend on each other. Read this
 * first. A host gives it clock, ids, folders and processes; a page talks to its `service`.
 */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DisposableStore } from '../../shared/base/disposable.ts';
import type { Clock } from '../../shared/base/clock.ts';
import type { Service } from '../../shared/channel/server.ts';
import { featureNames } from '../../shared/features/schema.ts';
import { createService } from './api/service.ts';
import { createCalls, createStreams } from './api/api.ts';
import type { Caller } from './api/handlers.ts';
import { Backtests } from './backtest/backtests.ts';
import { createCommandQueue } from './command-queue.ts';
import { DataQuality } from './data-quality/data-quality.ts';
import { Decisions } from './decisions/decisions.ts';
import { DecisionsProjection } from './decisions/decisions-projection.ts';
import { createRefineryGateway } from './gateways/refinery-gateway.ts';
import { VenueGateway } from './gateways/venue-gateway.ts';
import type { Host } from './host.ts';
import { MarketData } from './market-data/market-data.ts';
import { ModelRoom } from './models/model-room.ts';
import { timedJournal } from './monitor/commit-times.ts';
import { LoopDelay } from './monitor/loop-delay.ts';
import { Orders } from './orders/orders.ts';
import { OrdersProjection } from './orders/orders-projection.ts';
import { Portfolio } from './portfolio/portfolio.ts';
import { PositionsProjection } from './portfolio/positions-projection.ts';
import { createRecorder } from './recorder.ts';
import { DeskReportProjection } from './reports/desk-report-projection.ts';
import { Risk } from './risk/risk.ts';
import type { LoadedSettings } from './settings.ts';
import { journalledSignals } from './signals/journalled-signals.ts';
import { SuggestionsProjection } from './signals/suggestions-projection.ts';
import { Checkpointer, replayInto } from './store/replay.ts';
import type { Projection } from './store/journal.ts';
import { openStore } from './store/store.ts';
import { createSync } from './sync/sync.ts';
import { TradingState } from './trading-state.ts';
import { venueEvents } from './venue-events.ts';
import { VenueStatus } from './venue-status.ts';

export interface CoreOptions {
  /** Clock of the sockets' own limits, where the host's clock is a tape's. */
  readonly transportClock?: Clock;
  /** No heartbeats and no liveness: the venue runs in lockstep. */
  readonly lockstep?: boolean;
  /** Called with market time before anything of that time is handled. */
  readonly onMarketTime?: (time: number) => void;
}

export interface Core {
  readonly service: Service<Caller>;
  /** The rooms, for a driver without a window. */
  readonly rooms: Rooms;
  dispose(): Promise<void>;
}

export type Rooms = Awaited<ReturnType<typeof openRooms>>;

/** Opens the journal, rebuilds what it says, and connects. Throws with words for the user when the profile cannot be opened. */
export async function createCore(host: Host, loaded: LoadedSettings, options: CoreOptions = {}): Promise<Core> {
  const rooms = await openRooms(host, loaded, options);
  const service = createService(host.clock, createCalls(rooms), createStreams(rooms));
  return {
    service,
    rooms,
    async dispose() {
      rooms.owned.dispose();
      await rooms.queue.idle();
      await rooms.checkpointer.dispose();
      await rooms.store.dispose();
    },
  };
}

async function openRooms(host: Host, loaded: LoadedSettings, options: CoreOptions) {
  const { settings } = loaded;
  const { clock } = host;
  const owned = new DisposableStore();
  const trading = new TradingState(host);
  const queue = createCommandQueue();

  // The journal, and what is rebuilt from it.
  mkdirSync(host.dataDir, { recursive: true, mode: 0o700 });
  const opened = await openStore({ path: join(host.dataDir, 'journal.db'), clock, newId: () => host.newId() });
  if (!opened.ok) throw new Error(opened.error.message);
  const store = opened.value;
  const ordersProjection = new OrdersProjection();
  const positions = new PositionsProjection();
  const suggestions = new SuggestionsProjection();
  const decisionsProjection = new DecisionsProjection();
  const dataQuality = new DataQuality();
  const deskReportProjection = new DeskReportProjection();
  const projections: readonly Projection[] = [ordersProjection, positions, suggestions, decisionsProjection, dataQuality, deskReportProjection];
  const replayed = await replayInto(store, projections, options.transportClock ?? clock);
  if (!replayed.ok) {
    await store.dispose();
    throw new Error(`the journal is broken at record ${replayed.error.seq}: ${replayed.error.what}. Nothing was changed; keep ${host.dataDir} and restore a copy`);
  }
  const checkpointer = new Checkpointer({
    store, projections, foldedBy: 'caller', onFailure: (why) => host.log('error', 'a checkpoint was not saved', { why: String(why) }),
  });
  const commitTimes = timedJournal(store, options.transportClock ?? clock);
  const recorder = createRecorder({ journal: commitTimes, projections: [...projections, checkpointing(checkpointer)] });
  dataQuality.recordWith(recorder);
  await recorder.record([{
    type: 'SessionStarted',
    body: { appVersion: host.appVersion, settingsHash: loaded.hash, environment: settings.environment, userId: settings.user.id },
  }]);
  owned.add(store.onState((state) => { if (state === 'notSaved') trading.halt('the journal cannot be saved'); }));

  // Prices, models, and what may be done with them.
  const marketData = new MarketData(clock);
  const models = await ModelRoom.open({ host, recorder, folder: join(host.resourcesDir, 'models', 'drift-linear', settings.models.driftLinear) });
  owned.add(models);
  const status = new VenueStatus(() => marketData.statusChanged());
  const risk = new Risk({
    host, limits: settings.limits, orders: ordersProjection, positions, prices: marketData,
    omsState: () => status.omsState, trading: () => trading,
  });
  const orders: Orders = owned.add(new Orders({
    host, recorder, queue, projection: ordersProjection, risk, prices: marketData,
    gateway: { get state() { return venue.state; }, send: (message) => venue.send(message), requestStatus: () => venue.requestStatus() },
    ackTimeoutMs: settings.venue.ackTimeoutMs,
  }));
  const signals = journalledSignals({ host, recorder, queue, trading, models, marketData, suggestions, positions, limits: settings.limits });
  const decisions = new Decisions({
    host, recorder, queue, projection: decisionsProjection, orders, featureNames: new Set(featureNames),
    suggestions: { get: (id) => suggestions.get(id), close: (id, as) => signals.closed(id, as) },
    marketTime: () => marketData.marketTime,
  });
  const portfolio = new Portfolio({ positions, orders: ordersProjection, prices: marketData });

  const backtests = owned.add(new Backtests({
    host, recorder, model: models.model, limits: settings.limits, sha256,
    recorded: () => ({
      source: `bars recorded from ${status.logon?.source ?? 'the venue'}`,
      instruments: marketData.instruments(),
      bars: marketData.instruments().flatMap((i) => marketData.bars(i.symbol)),
    }),
    watch: (what, work) => trading.watch(what, work),
  }));

  // Lines out of the house.
  const refinery = owned.add(createRefineryGateway({
    endpoint: settings.refinery.endpoint,
    onRefused: (why, bytes) => trading.watch('recording a refused frame', queue.enqueueInbound(() => recorder.record([{
      type: 'FrameRefused', body: { from: 'refinery', why, bytesHex: Buffer.from(bytes.subarray(0, 256)).toString('hex') },
    }]))),
  }));
  const sync = owned.add(createSync({
    store, gateway: refinery, clock: options.transportClock ?? clock,
    onFailure: (why) => host.log('error', 'an acknowledgement of the refinery was not written down', { why: String(why) }),
  }));
  const venue: VenueGateway = new VenueGateway({
    ordersEndpoint: settings.venue.orders,
    marketDataEndpoint: settings.venue.marketData,
    senderCompId: settings.venue.senderCompId,
    targetCompId: settings.venue.targetCompId,
    clock: options.transportClock ?? clock,
    heartBtIntMs: options.lockstep ? 0 : settings.venue.heartBtIntMs,
    barsMax: settings.venue.barsAtLogon,
    events: venueEvents({
      marketData, dataQuality, orders, signals: signals.room, recorder, queue, trading, status,
      ...(options.onMarketTime ? { onMarketTime: options.onMarketTime } : {}),
    }),
  });
  const loopDelay = owned.add(new LoopDelay(clock));
  // Whatever was in flight when the last process ended is unresolved until the OMS has told its side.
  await orders.onDisconnected();
  owned.add(venue.start());

  return {
    host, settings, owned, trading, queue, store, checkpointer, recorder, marketData, models, status, risk, orders, ordersProjection,
    positions, signals, suggestions, decisions, portfolio, sync, venue, loopDelay, commitTimes, dataQuality, deskReportProjection, backtests,
    replayed: replayed.value,
  };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The checkpointer hears each record last, when every projection has folded it. */
const checkpointing = (checkpointer: Checkpointer): Projection => ({
  name: 'checkpointer',
  apply: (record) => checkpointer.applied(record),
  save: () => null,
  load: () => undefined,
});
