/**
 * The other end of P9, a process of its own: serves the built page over the real channel with 10,000 orders that change
 * at a stated rate, and beside it a bare page with AG Grid that gets the same rows at the same moments. Says on standard
 * output what it has sent.
 */
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { WebSocketServer } from 'ws';
import { disposable } from '../../src/shared/base/disposable.ts';
import { ChannelError } from '../../src/shared/channel/errors.ts';
import type { Service } from '../../src/shared/channel/server.ts';
import type { ConnectionsStatus } from '../../src/shared/contract/connections.ts';
import type { QuoteRow } from '../../src/shared/contract/market-data.ts';
import { contractVersion } from '../../src/shared/contract/version.ts';
import { epochMicros, priceTicks, quantityLots } from '../../src/shared/domain/numbers.ts';
import type { Order } from '../../src/shared/domain/order.ts';
import { priceFrameMs } from '../../src/main/core/api/frames.ts';
import { Topic } from '../../src/main/core/api/topic.ts';
import { servePage } from '../../src/main/hosts/loopback/loopback-host.ts';
import { systemClock } from '../../src/main/hosts/system-clock.ts';
import { bareBlotter } from './bare-blotter.ts';
import { loadInstruments, loadSymbols, OrderLoad } from './order-load.ts';

const { values } = parseArgs({ options: { orders: { type: 'string', default: '10000' }, page: { type: 'string', default: 'out/renderer' }, 'frame-ms': { type: 'string', default: String(priceFrameMs) } } });
const periodMs = 4;
const clock = systemClock();
const load = new OrderLoad(Number(values.orders));
const blotter = new Topic<readonly Order[], Order>(clock, Number(values['frame-ms']), () => load.newestFirst());
const log = (level: string, message: string, fields?: object): void => { if (level === 'error') console.error(message, fields); };

const quoteRows = (): readonly QuoteRow[] => loadSymbols.map((symbol) => ({
  symbol, condition: 'normal', state: 'live', receivedAt: epochMicros(clock.nowMicros()), lastPrice: priceTicks(10_050), referencePrice: priceTicks(10_000),
  quote: { symbol, bid: priceTicks(10_049), ask: priceTicks(10_051), bidSize: quantityLots(300), askSize: quantityLots(200), venueTime: epochMicros(clock.nowMicros()) },
}));

const status = (): ConnectionsStatus => ({
  appVersion: 'bench', host: 'loopback', environment: 'BENCH', source: null, userId: 'bench', marketTime: null, speed: null, feed: { state: 'live', ageMs: 0, batches: 0, gaps: 0, refused: 0 },
  oms: { state: 'ready', epoch: 'bench', roundTripMs: 1, unresolved: 0, detail: null }, journal: { state: 'saved', seq: 1, headHash: '', lastCommitMs: 1, detail: null }, trading: { state: 'active', why: null },
  loopDelayMs: { p50: 0, p99: 0 }, inference: { state: 'ready', restarts: 0, p99Ms: null, problem: null }, defects: 0,
});

/** Streams that hold still. What is not here is refused, as by a core that lacks it. */
const still: Readonly<Record<string, () => unknown>> = {
  'marketData.instruments': () => loadInstruments, 'marketData.quotes': quoteRows, 'connections.status': status, 'marketData.depth': () => null, 'risk.overlay': () => null,
  ...Object.fromEntries(['orders.fills', 'portfolio.positions', 'signals.suggestions', 'signals.readings', 'signals.models', 'marketData.bars', 'marketData.trades', 'marketData.queuePlaces', 'alerts.inbox', 'alerts.rules'].map((name) => [name, () => []])),
};

const service: Service = {
  call: async (name) => { throw new ChannelError('UNAVAILABLE', `${name} is not measured here`); },
  open(name, _params, sink) {
    const at = (): number => clock.nowMicros();
    if (name === 'orders.blotter') return blotter.open({ snapshot: (value) => sink.snapshot(value, at()), delta: (value) => { sentRows += value.length; sink.delta(value, at()); } });
    const value = still[name];
    if (!value) throw new ChannelError('UNAVAILABLE', `${name} is not measured here`);
    sink.snapshot(value(), at());
    return disposable(() => undefined);
  },
};

let sentRows = 0;
const page = await servePage({ host: { clock, log }, service, fingerprint: `contract ${contractVersion}`, port: 0, rendererDir: values.page });

const bare = createServer((request, response) => {
  if (request.url === '/ag-grid.js') createReadStream('node_modules/ag-grid-community/dist/ag-grid-community.min.js').pipe(response.setHeader('Content-Type', 'text/javascript'));
  else response.setHeader('Content-Type', 'text/html').end(bareBlotter);
});
await new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve));
new WebSocketServer({ server: bare, perMessageDeflate: false }).on('connection', (socket) => {
  const use = blotter.open({
    snapshot: (rows) => socket.send(JSON.stringify({ all: rows })),
    delta: (rows) => { sentRows += rows.length; socket.send(JSON.stringify({ update: rows })); },
  });
  socket.on('close', () => use.dispose());
});

function go(seconds: number, perSecond: number): void {
  const from = load.made;
  const fromRows = sentRows;
  const begunMs = performance.now();
  const timer = setInterval(() => {
    const elapsedMs = Math.min(seconds * 1000, performance.now() - begunMs);
    for (let due = Math.floor((elapsedMs / 1000) * perSecond) - (load.made - from); due > 0; due--) {
      const order = load.next();
      blotter.changed(order.clOrdId, order);
    }
    if (elapsedMs < seconds * 1000) return;
    clearInterval(timer);
    say({ done: true, made: load.made - from, sent: sentRows - fromRows });
  }, periodMs);
}

function say(what: object): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}

say({ ready: true, url: page.issueLink(), bareUrl: `http://127.0.0.1:${(bare.address() as AddressInfo).port}/` });
createInterface({ input: process.stdin }).on('line', (line) => {
  const [command, seconds, perSecond] = line.split(' ');
  if (command === 'go') go(Number(seconds), Number(perSecond));
  // How often each order has changed, newest first: what every page must show in the end.
  if (command === 'state') say({ state: true, orders: load.newestFirst().map((order) => [order.clOrdId, order.cumQty]) });
}).on('close', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
