/** The reference venue as a process: the firm's OMS and market, played over ZeroMQ. `--help` says how. */
import { openAdmin } from './admin.ts';
import type { Disposable } from '../../src/shared/base/disposable.ts';
import { DisposableStore, disposable } from '../../src/shared/base/disposable.ts';
import { ok, type Result } from '../../src/shared/base/result.ts';
import { openAccess, readKeys, type Access } from '../access.ts';
import { systemClock } from '../system-clock.ts';
import { chooseTape, epochFor } from './choose-tape.ts';
import { openLedgerFile } from './ledger-file.ts';
import { parseCommandLine, usage, type VenueCommandLine } from './options.ts';
import { gapMicrosMaxFor, startRealtime } from './realtime-pace.ts';
import { openSockets, type VenueSockets } from './sockets.ts';
import { Venue } from './venue.ts';

/** How often the market data line says that it is alive, ms. */
const heartbeatMs = 1_000;
/** How often due Heartbeats of the order line are looked for, ms. */
const sessionTickMs = 100;
/** Time for goodbyes to leave before the sockets close, ms. */
const goodbyeMs = 50;

const log = (text: string): void => void process.stderr.write(`venue: ${text}\n`);

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes('--help')) return void process.stdout.write(`${usage}\n`);
  const line = parseCommandLine(args);
  if (!line.ok) return refuse(`${line.error}\n${usage}`);
  const tape = chooseTape(line.value);
  if (!tape.ok) return refuse(tape.error);

  const open = new DisposableStore();
  const epoch = epochFor(tape.value, line.value, systemClock.nowMicros());
  const ledgerFile = line.value.ledgerFile === null ? null : open.add(openLedgerFile(line.value.ledgerFile, epoch, tape.value.source));
  const access = await accessFor(line.value, open);
  if (!access.ok) return refuse(access.error);
  const sockets = open.add(await openSockets({
    orders: line.value.orderPort, marketData: line.value.marketDataPort, bind: line.value.bind, ...(access.value ? { access: access.value.access } : {}),
  }));
  let startMarket = (): void => undefined;
  const venue = new Venue({
    tape: tape.value, epoch, pace: line.value.isLockstep ? 'lockstep' : 'realtime', speed: line.value.isLockstep ? 0 : line.value.speed,
    warmupBars: line.value.warmupBars, changeDelayMs: line.value.changeDelayMs,
    sendOrder: (peer, frame) => sockets.sendOrder(peer.routingId, frame),
    publish: (frame) => sockets.publish(frame),
    ...(ledgerFile ? { onLedger: ledgerFile.write } : {}),
    ...(access.value ? { accessRefusal: access.value.access.logonRefusal, users: access.value.access } : {}),
    onLogon: (client) => {
      log(`${client} logged on`);
      startMarket();
    },
  });
  const admin = line.value.adminPort === null ? null : open.add(await openAdmin(line.value.adminPort, venue.oms));
  access.value?.onRevoked(() => {
    log('a right was taken away: every connection is made again');
    sockets.dropConnections().catch((cause: unknown) => stop(`sockets failed: ${String(cause)}`, 1));
  });
  const stop = stopper(venue, sockets, open);
  if (!line.value.isLockstep) startMarket = realtime(venue, line.value, open);
  if (line.value.startsAtOnce) startMarket();
  listen(venue, sockets).catch((cause: unknown) => stop(`sockets failed: ${String(cause)}`, 1));
  // Who started us may be gone before us: what cannot be said then is not said.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.stdout.write(`${JSON.stringify({ ready: true, orders: sockets.ordersEndpoint, marketData: sockets.marketDataEndpoint, epoch, source: tape.value.source, ...(admin ? { admin: admin.endpoint } : {}) })}\n`);
  process.on('SIGTERM', () => stop('SIGTERM', 0));
  process.on('SIGINT', () => stop('SIGINT', 0));
  if (line.value.exitsWithParent) process.stdin.on('end', () => stop('standard input closed', 0)).on('error', () => stop('standard input failed', 0)).resume();
}

/** The guard of the doors, if the command line asks for one. */
async function accessFor({ serverKeyFile, allowFile }: VenueCommandLine, open: DisposableStore): Promise<Result<{ access: Access; onRevoked(listener: () => void): void } | null, string>> {
  if (serverKeyFile === null || allowFile === null) return ok(null);
  const keys = readKeys(serverKeyFile);
  if (!keys.ok) return keys;
  let revoked = (): void => undefined;
  const access = open.add(await openAccess({ keys: keys.value, allowFile, log, onRevoked: () => revoked() }));
  return ok({ access, onRevoked: (listener) => { revoked = listener; } });
}

function refuse(problem: string): void {
  log(problem);
  process.exitCode = 2;
}

function listen(venue: Venue, sockets: VenueSockets): Promise<void> {
  return sockets.run({
    onOrderFrame: (routingId, frame) => venue.sessions.onFrame(routingId, frame),
    onOrderPeerLost: (routingId) => venue.sessions.lost(routingId),
    onSubscribed: () => venue.feed.heartbeat(),
  });
}

/** Heartbeats from now on, and the tape from the first call of what is returned. */
function realtime(venue: Venue, line: VenueCommandLine, open: DisposableStore): () => void {
  open.add(systemClock.every(heartbeatMs, () => venue.feed.heartbeat()));
  open.add(systemClock.every(sessionTickMs, () => venue.sessions.tick(systemClock.monotonicMs())));
  let round = 0;
  let playing: Disposable | undefined;
  open.add(disposable(() => playing?.dispose()));
  const play = (): void => {
    playing = startRealtime(venue.player, {
      clock: systemClock, speed: line.speed, gapMicrosMax: gapMicrosMaxFor(venue.barSecondsMax),
      onMoved: () => venue.afterMove(),
      onGap: (from, to) => log(`closed market skipped: ${isoOf(from)} to ${isoOf(to)}`),
      onEnd: () => {
        venue.endDay();
        log(`the tape has ended at ${isoOf(venue.oms.marketTime)}`);
        if (!line.isLooping) return;
        round += 1;
        const next = chooseTape(line, round);
        if (!next.ok) return log(`no next session: ${next.error}`);
        log(`next session: ${next.value.source}`);
        venue.nextDay(next.value);
        play();
      },
    });
  };
  return () => {
    if (!playing) play();
  };
}

/** Ends once: goodbyes, then sockets and files, then the process by itself. */
function stopper(venue: Venue, sockets: VenueSockets, open: DisposableStore): (why: string, code: number) => void {
  let isStopping = false;
  return (why, code) => {
    if (isStopping) return;
    isStopping = true;
    log(`stopping: ${why}; frames refused ${JSON.stringify(venue.sessions.counts)}, dropped ${sockets.dropped()}`);
    venue.sessions.logoutAll('venue is stopping');
    process.exitCode = code;
    process.stdin.destroy();
    systemClock.after(goodbyeMs, () => open.dispose());
  };
}

const isoOf = (micros: number): string => new Date(micros / 1000).toISOString();

await main();
