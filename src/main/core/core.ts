/**
 * The workstation without a window: the list of its rooms, in the order in which they depend on each other. Read this
 * first. A host gives it clock, ids, folders and processes; a page talks to its `service`.
 */
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { DisposableStore, type Disposable } from '../../shared/base/disposable.ts';
import type { Clock } from '../../shared/base/clock.ts';
import { seededRandom, seedFrom } from '../../shared/base/random.ts';
import type { Service } from '../../shared/channel/server.ts';
import type { CurveClient } from '../../shared/wire/access.ts';
import { belongingOf } from '../../shared/domain/order.ts';
import { featureNames } from '../../shared/features/schema.ts';
import { createService } from './api/service.ts';
import { createCalls, createStreams } from './api/api.ts';
import type { Caller } from './api/handlers.ts';
import { AlertCauses } from './alerts/alert-causes.ts';
import { Alerts } from './alerts/alerts.ts';
import { DesktopNotes } from './alerts/desktop-notes.ts';
import { Backtests } from './backtest/backtests.ts';
import { createCommandQueue, type CommandQueue } from './command-queue.ts';
import { Decisions } from './decisions/decisions.ts';
import { readKeyFile } from './gateways/curve.ts';
import { createRefineryGateway } from './gateways/refinery-gateway.ts';
import { VenueGateway } from './gateways/venue-gateway.ts';
import { journalHalt } from './halt-record.ts';
import type { Host } from './host.ts';
import { openJournal, type JournalRooms } from './journal-rooms.ts';
import { MarketData } from './market-data/market-data.ts';
import { openTape } from './market-data/open-tape.ts';
import { ModelRoom } from './models/model-room.ts';
import { checkJournalLater } from './monitor/journal-check.ts';
import { LoopDelay } from './monitor/loop-delay.ts';
import { Orders } from './orders/orders.ts';
import type { Store } from './store/store.ts';
import { Parents } from './parents/parents.ts';
import { Benchmarks } from './portfolio/benchmarks.ts';
import { Portfolio } from './portfolio/portfolio.ts';
import { Risk } from './risk/risk.ts';
import type { LoadedSettings } from './settings.ts';
import { journalledSignals } from './signals/journalled-signals.ts';
import { createSync } from './sync/sync.ts';
import { TradingState } from './trading-state.ts';
import { venueEvents } from './venue-events.ts';
import { VenueStatus } from './venue-status.ts';
import { createInference, type Inference } from './workers/inference.ts';

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
      rooms.signals.room?.keep();
      rooms.owned.dispose();
      await rooms.queue.idle();
      await rooms.checkpointer.dispose();
      await rooms.store.dispose();
    },
  };
}

/** In order of dependence: the journal, the desk that works on it, the lines out of the house. */
async function openRooms(host: Host, loaded: LoadedSettings, options: CoreOptions) {
  const { settings } = loaded;
  const machineClock = options.transportClock ?? host.clock;
  const owned = new DisposableStore();
  const desktop = new DesktopNotes(host);
  const trading = new TradingState({
    log: (...entry) => host.log(...entry),
    notify: (title, body) => desktop.tell({ title, body, alertId: null, severity: 'danger' }),
  });
  const queue = createCommandQueue();
  // Its process takes its time to start, and the journal to open: they take it together.
  const inference = owned.add(createInference({ clock: host.clock, log: (...entry) => host.log(...entry), startWorker: (name) => host.startWorker(name) }));
  const journal = await openJournal(host, loaded, machineClock).catch((cause: unknown) => {
    owned.dispose();
    throw cause;
  });
  owned.add(journal.store.onState((state) => { if (state === 'notSaved') trading.halt('the journal cannot be saved'); }));
  // A replay walks its own journal at its end.
  if (!options.lockstep) owned.add(checkJournalLater({ clock: host.clock, store: journal.store, trading }));
  const base = { host, settings, owned, desktop, trading, queue, machineClock, inference, ...journal };
  const desk = await openDesk(base, () => lines.venue);
  // A replay raises no alerts: nobody is there to be told.
  if (!options.lockstep) owned.add(alertCauses({ ...base, ...desk }));
  const lines = openLines({ ...base, ...desk }, options);
  owned.add(journalHalt(base));
  owned.add(onSavedAgain(journal.store, () => lines.venue.startOver('the journal can be saved again; comparing with the OMS')));
  // Whatever was in flight when the last process ended is unresolved until the OMS has told its side.
  await desk.orders.onDisconnected();
  owned.add(lines.venue.start());
  return { ...base, ...desk, ...lines };
}

/** What the OMS reported while nothing could be saved is lost to us and not to it: a new logon brings it back. */
function onSavedAgain(store: Store, run: () => void): Disposable {
  let wasNotSaved = false;
  return store.onState((state) => {
    if (state === 'notSaved') wasNotSaved = true;
    if (state !== 'saved' || !wasNotSaved) return;
    wasNotSaved = false;
    run();
  });
}

type Base = JournalRooms & {
  readonly host: Host;
  readonly settings: LoadedSettings['settings'];
  readonly owned: DisposableStore;
  readonly desktop: DesktopNotes;
  readonly trading: TradingState;
  readonly queue: CommandQueue;
  readonly machineClock: Clock;
  readonly inference: Inference;
};

/** Prices, models, and what may be done with them. `venue` is asked for when it is needed: the lines are opened last. */
async function openDesk(base: Base, venue: () => VenueGateway) {
  const { host, settings, owned, trading, queue, recorder, ordersProjection, parentsProjection, positions, suggestions, liveRecords, decisionsProjection } = base;
  const { limits } = settings;
  const marketData = new MarketData(host.clock);
  const models = owned.add(await ModelRoom.open({
    host, recorder, versions: settings.models.versions, trust: settings.modelTrust, activated: base.activatedModels, switches: base.modelSwitches, inference: base.inference,
    later: (what, work) => trading.watch(what, queue.enqueueInbound(work)),
  }));
  const status = new VenueStatus(() => marketData.statusChanged());
  const risk = new Risk({
    host, limits, orders: ordersProjection, positions, prices: marketData, omsState: () => status.omsState, trading: () => trading,
    parents: { view: (parentId, except) => parentsProjection.view(parentId, except, settings.user.id) },
  });
  const benchmarks = owned.add(new Benchmarks({ projection: base.benchmarksProjection, orders: ordersProjection, parents: base.parentsProjection, marketData }));
  const orders = owned.add(new Orders({
    host, recorder: benchmarks.measuring(recorder), queue, projection: ordersProjection, risk, prices: marketData, ackTimeoutMs: settings.venue.ackTimeoutMs,
    gateway: { get state() { return venue().state; }, send: (message) => venue().send(message), requestStatus: (clOrdId) => venue().requestStatus(clOrdId) },
  }));
  const parents = owned.add(new Parents({
    host, queue, orders, ordersProjection, projection: parentsProjection, prices: marketData, userId: settings.user.id, senderCompId: settings.venue.senderCompId, desk: settings.desk,
    gateway: { get state() { return venue().state; }, send: (message) => venue().send(message) },
  }));
  const signals = journalledSignals({ host, recorder, queue, trading, models, marketData, suggestions, liveRecords, positions, limits, orders, ordersProjection });
  const decisions = new Decisions({
    host, recorder, queue, projection: decisionsProjection, orders, featureNames: new Set(featureNames),
    suggestions: { get: (id) => suggestions.get(id), close: (id, as) => signals.closed(id, as) },
    marketTime: () => marketData.marketTime,
    // What a model moved is traded for that model: its profit and loss is a line of its own.
    bookingOf: ({ signal }) => belongingOf({ account: settings.desk.accounts[0], strategy: signal.explanation.modelId }),
  });
  const portfolio = new Portfolio({ positions, orders: ordersProjection, prices: marketData });
  const backtests = owned.add(new Backtests({
    host, recorder, models: models.desk, limits, sha256,
    recorded: () => ({
      source: `bars recorded from ${status.logon?.source ?? 'the venue'}`,
      instruments: marketData.instruments(),
      bars: marketData.instruments().flatMap((i) => marketData.bars(i.symbol)),
    }),
    watch: (what, work) => trading.watch(what, work),
  }));
  const loopDelay = owned.add(new LoopDelay(host.clock));
  const tape = openTape({ clock: host.clock, owned, marketData, orders, projection: ordersProjection });
  const alerts = new Alerts({ host, recorder, queue: base.queue, projection: base.alertsProjection, desktop: base.desktop });
  return { ...tape, alerts, marketData, benchmarks, models, status, risk, orders, parents, signals, decisions, portfolio, backtests, loopDelay };
}

const alertCauses = ({ host, trading, alerts, marketData, orders, parents, portfolio, risk }: Base & Awaited<ReturnType<typeof openDesk>>): AlertCauses => new AlertCauses({
  clock: host.clock, alerts, marketData, orders, parents,
  exposed: () => portfolio.rows().map((row) => row.symbol),
  headroom: (symbol) => risk.overlay(symbol, { signal: null, suggestion: null, find: () => null }).headroom,
  watch: (what, work) => trading.watch(what, work),
});

/** Lines out of the house: upstream to the refinery, and to the venue. The venue's is opened by its `start`. */
function openLines(rooms: Base & Awaited<ReturnType<typeof openDesk>>, options: CoreOptions) {
  const { host, settings, owned, trading, queue, recorder, store, machineClock } = rooms;
  const { clientKeyFile } = settings.curve;
  const keys = clientKeyFile === null ? null : readKeyFile(resolve(host.dataDir, clientKeyFile));
  if (keys && !keys.ok) throw new Error(keys.error);
  const curveTo = (serverKey: string | null): CurveClient | null => (keys && serverKey !== null ? { ...keys.value, serverKey } : null);
  const refinery = owned.add(createRefineryGateway({
    endpoint: settings.refinery.endpoint,
    curve: curveTo(settings.curve.refineryServerKey),
    onRefused: (why, bytes) => trading.watch('recording a refused frame', queue.enqueueInbound(() => recorder.record([{
      type: 'FrameRefused', body: { from: 'refinery', why, bytesHex: Buffer.from(bytes.subarray(0, 256)).toString('hex') },
    }]))),
  }));
  const sync = owned.add(createSync({
    store, gateway: refinery, clock: machineClock,
    onFailure: (why) => host.log('error', 'an acknowledgement of the refinery was not written down', { why: String(why) }),
  }));
  const venue = new VenueGateway({
    ordersEndpoint: settings.venue.orders,
    marketDataEndpoint: settings.venue.marketData,
    senderCompId: settings.venue.senderCompId,
    targetCompId: settings.venue.targetCompId,
    clock: machineClock,
    random: seededRandom(seedFrom(host.newId())),
    heartBtIntMs: options.lockstep ? 0 : settings.venue.heartBtIntMs,
    barsMax: settings.venue.barsAtLogon,
    curve: curveTo(settings.curve.venueServerKey),
    events: venueEvents({ ...rooms, signals: rooms.signals.room, ...(options.onMarketTime ? { onMarketTime: options.onMarketTime } : {}) }),
  });
  return { sync, venue };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
