/**
 * A market that is nothing but a rate: a venue in the real wire format that publishes quotes as fast as it is told, each
 * stamped with the moment of its batch's sending, and a bar of each instrument now and then. Answers the logon procedure
 * with instruments and a snapshot; takes no orders. Run as a process; commands come as lines on standard input:
 *
 *   go SECONDS [RATE]   publishes at RATE (else --rate) quotes a second, then says {"done":true,...} with what was sent
 *   burst TICKS         publishes that many quotes as fast as it can, in batches of --burst-batch
 */
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { Bar } from '../../src/shared/domain/bar.ts';
import type { Instrument } from '../../src/shared/domain/instrument.ts';
import { epochMicros, priceTicks, quantityLots, type EpochMicros } from '../../src/shared/domain/numbers.ts';
import type { Quote } from '../../src/shared/domain/quote.ts';
import { MarketDataFeed } from '../../reference/venue/market-data-feed.ts';
import { OrderSessions, type ApplicationMessage } from '../../reference/venue/order-session.ts';
import { openSockets } from '../../reference/venue/sockets.ts';
import { epochOffsetMicros, monotonicMicros } from './clock.ts';

const { values } = parseArgs({ options: {
  symbols: { type: 'string', default: '200' }, rate: { type: 'string', default: '1000' },
  /** Length of a bar, ms; 0 for no bars. Ends are spread evenly over the instruments, or come all at once. */
  'bar-ms': { type: 'string', default: '0' },
  'bars-together': { type: 'boolean', default: false },
  /** Bars of each instrument in the snapshot. */
  history: { type: 'string', default: '0' },
  /** 'walk': one tick up or down; 'counter': the bid is a number that no other quote has. */
  prices: { type: 'string', default: 'walk' },
  'burst-batch': { type: 'string', default: '20' },
  /** Where the send stamp of each quote goes after each command: float64 little-endian, by quote number. */
  stamps: { type: 'string' },
} });

const symbols = Number(values.symbols);
const rate = Number(values.rate);
const barMicros = Number(values['bar-ms']) * 1000;
const isCounter = values.prices === 'counter';
/** First bid of a counted market; the bid less this is the quote's number. */
const counterBase = 1_000_000;
/** Time between two looks at what is due, ms: one batch each. */
const periodMs = 1;

const offset = epochOffsetMicros();
const now = (): EpochMicros => epochMicros(monotonicMicros() + offset);

interface Line { readonly symbol: string; bid: number; open: number; high: number; low: number; lastBarEnd: number; nextBar: number; ticks: number }

const startedAt = now();
const lines: Line[] = Array.from({ length: symbols }, (_, i) => ({
  symbol: `S${String(i).padStart(4, '0')}`, bid: isCounter ? counterBase : 100_000, open: 0, high: 0, low: 0, lastBarEnd: startedAt, nextBar: Infinity, ticks: 0,
}));
const instruments: Instrument[] = lines.map(({ symbol }) => ({
  symbol, name: `Bench ${symbol}`, assetClass: 'equity', currency: 'USD', currencyMinorDigits: 2, tickSize: '0.01', lotSize: '1', multiplier: '1',
  barSeconds: Math.max(1, Math.round(barMicros / 1e6)), feeBp: 0.1, averageDailyVolumeLots: 10_000_000, tradable: true,
}));

const sockets = await openSockets({ orders: 0, marketData: 0 });
const feed = new MarketDataFeed({ epoch: `feeder-${startedAt}`, marketTime: now, publish: (frame) => sockets.publish(frame) });
const sessions = new OrderSessions({
  marketTime: now,
  send: (peer, frame) => sockets.sendOrder(peer.routingId, frame),
  logonAnswer: (request) => ({ heartBtIntMs: request.heartBtIntMs, epoch: `feeder-${startedAt}`, pace: 'realtime', speed: 1, source: 'bench feeder', marketTime: now() }),
  onLogon: () => undefined,
  onApplication,
});

function onApplication(client: string, message: ApplicationMessage): void {
  switch (message.msgType) {
    case 'SecurityListRequest': return sessions.send(client, { msgType: 'SecurityList', securityReqId: message.securityReqId, instruments });
    case 'MarketDataSnapshotRequest': return sessions.send(client, { msgType: 'MarketDataSnapshot', mdReqId: message.mdReqId, ...feed.snapshot(message.symbol, message.barsMax) });
    case 'OrderMassStatusRequest': return sessions.send(client, { msgType: 'RequestCompleted', requestId: message.massStatusReqId, reports: 0 });
    case 'ExecutionsRequest': return sessions.send(client, { msgType: 'RequestCompleted', requestId: message.executionsReqId, reports: 0 });
    default: return sessions.send(client, { msgType: 'BusinessMessageReject', refMsgType: message.msgType, refSeqNum: message.msgSeqNum, businessRejectReason: 'unsupportedMessageType', text: 'a feeder takes no orders' });
  }
}

// The next number of a seeded generator (Numerical Recipes' LCG): the same market each run.
let seed = 1;
const random = (): number => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32;

let sent = 0;
let bars = 0;
let checksum = 0;
const stamps = new Float64Array(8_000_000);

function quoteOf(line: Line, at: EpochMicros): Quote {
  line.bid = isCounter ? counterBase + sent : Math.max(1_000, line.bid + (random() < 0.5 ? -1 : 1));
  if (line.ticks === 0) line.open = line.high = line.low = line.bid;
  line.high = Math.max(line.high, line.bid);
  line.low = Math.min(line.low, line.bid);
  line.ticks++;
  return { symbol: line.symbol, bid: priceTicks(line.bid), bidSize: quantityLots(500), ask: priceTicks(line.bid + 2), askSize: quantityLots(400), venueTime: at };
}

function addQuote(at: EpochMicros): void {
  const line = lines[sent % symbols] as Line;
  const quote = quoteOf(line, at);
  stamps[sent % stamps.length] = at;
  sent++;
  checksum += quote.bid;
  feed.addEntry({ type: 'quote', ...quote });
}

function addDueBars(at: EpochMicros): void {
  if (barMicros === 0) return;
  for (const line of lines) {
    if (line.nextBar > at) continue;
    const bar: Bar = {
      symbol: line.symbol, start: epochMicros(line.lastBarEnd), end: at, volume: quantityLots(line.ticks * 10),
      open: priceTicks(line.open || line.bid), high: priceTicks(line.high || line.bid), low: priceTicks(line.low || line.bid), close: priceTicks(line.bid),
    };
    Object.assign(line, { lastBarEnd: at, ticks: 0, nextBar: line.nextBar + barMicros });
    bars++;
    feed.addEntry({ type: 'bar', ...bar });
  }
}

function remember(): void {
  const count = Number(values.history);
  for (const line of lines) {
    for (let k = count; k > 0; k--) {
      const open = line.bid;
      line.bid = isCounter ? line.bid : Math.max(1_000, line.bid + Math.round((random() - 0.5) * 40));
      const end = epochMicros(startedAt - (k - 1) * barMicros);
      feed.remember({ type: 'bar', time: end, bar: {
        symbol: line.symbol, start: epochMicros(end - barMicros), end, open: priceTicks(open), close: priceTicks(line.bid),
        high: priceTicks(Math.max(open, line.bid) + 3), low: priceTicks(Math.min(open, line.bid) - 3), volume: quantityLots(1000),
      } });
    }
    feed.remember({ type: 'quote', time: startedAt, quote: { symbol: line.symbol, bid: priceTicks(line.bid), bidSize: quantityLots(500), ask: priceTicks(line.bid + 2), askSize: quantityLots(400), venueTime: startedAt } });
  }
}

/** What this command has sent, and the checksum: the sum of its bids. */
function finish(from: { sent: number; bars: number; checksum: number; mdSeq: number }): void {
  if (values.stamps) writeFileSync(values.stamps, new Uint8Array(stamps.buffer, 0, Math.min(sent, stamps.length) * 8));
  process.stdout.write(`${JSON.stringify({ done: true, ticks: sent - from.sent, bars: bars - from.bars, batches: feed.mdSeq - from.mdSeq, checksum: checksum - from.checksum, dropped: sockets.dropped() })}\n`);
}

const position = () => ({ sent, bars, checksum, mdSeq: feed.mdSeq });

function go(seconds: number, perSecond: number): void {
  const from = position();
  const begin = monotonicMicros();
  lines.forEach((line, i) => { if (line.nextBar === Infinity || line.nextBar < begin + offset) line.nextBar = begin + offset + (values['bars-together'] ? 1 : (i + 1) / symbols) * barMicros; });
  const timer = setInterval(() => {
    const elapsed = Math.min(seconds * 1e6, monotonicMicros() - begin);
    const due = Math.floor((elapsed / 1e6) * perSecond) - (sent - from.sent);
    const at = now();
    for (let i = 0; i < due; i++) addQuote(at);
    addDueBars(at);
    feed.flush();
    if (elapsed < seconds * 1e6) return;
    clearInterval(timer);
    finish(from);
  }, periodMs);
}

function burst(ticks: number): void {
  const from = position();
  const batch = Number(values['burst-batch']);
  const step = (): void => {
    for (let n = 0; n < 50 && sent - from.sent < ticks; n++) {
      const at = now();
      for (let i = 0; i < batch; i++) addQuote(at);
      feed.flush();
    }
    if (sent - from.sent < ticks) setImmediate(step);
    else finish(from);
  };
  step();
}

remember();
setInterval(() => feed.heartbeat(), 500);
setInterval(() => sessions.tick(performance.now()), 100);
void sockets.run({
  onOrderFrame: (routingId, frame) => sessions.onFrame(routingId, frame),
  onOrderPeerLost: (routingId) => sessions.lost(routingId),
  onSubscribed: () => feed.heartbeat(),
});
process.stdout.write(`${JSON.stringify({ ready: true, orders: sockets.ordersEndpoint, marketData: sockets.marketDataEndpoint, epoch: `feeder-${startedAt}`, offset, counterBase })}\n`);
createInterface({ input: process.stdin }).on('line', (text) => {
  const [command, amount, perSecond] = text.split(' ');
  if (command === 'go') go(Number(amount), Number(perSecond ?? rate));
  if (command === 'burst') burst(Number(amount));
}).on('close', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
