/**
 * Both real ends of the order session over a network that loses, repeats and reorders frames, drops connections with and
 * without a word, and whose ends are killed. Every fact of the OMS must be delivered once and in order, or the session
 * begins anew (and is reconciled); no order may arrive twice.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/shared/base/manual-clock.ts';
import { ok } from '../../src/shared/base/result.ts';
import { epochMicros, quantityLots } from '../../src/shared/domain/numbers.ts';
import { OrderLine } from '../../src/main/core/gateways/order-line.ts';
import type { OrderTransportEvents } from '../../src/main/core/gateways/order-transport.ts';
import type { FromVenue } from '../../src/shared/wire/venue.ts';
import { OrderSessions } from '../../reference/venue/order-session.ts';

type Fate = 'pass' | 'drop' | 'repeat' | 'late';
interface Wire { readonly id: number; readonly events: OrderTransportEvents; isDead: boolean }
interface Flying { readonly wire: Wire; readonly frame: Uint8Array }

class World {
  readonly clock = new ManualClock(1_000_000);
  readonly met = { facts: 0, possDups: 0, resets: 0, continued: 0, orders: 0 };
  private wires: Wire[] = [];
  private toOms: Flying[] = [];
  private toDesk: Flying[] = [];
  private epoch = 0;
  private oms!: OrderSessions;
  private line: OrderLine | null = null;
  /** Facts since the OMS was first started; a report carries its place in this list. */
  private facts: number[] = [];
  /** How many facts there were at each Logon that the OMS answered. */
  private factsAtLogon: number[] = [];
  /** Place of the fact that must come next; null before the first Logon. */
  private next: number | null = null;
  private sent = 0;
  readonly arrived: number[] = [];
  isLoggedOn = false;

  constructor() {
    this.startOms();
    this.startDesk();
    this.clock.every(100, () => this.oms.tick(this.clock.monotonicMs()));
  }

  startOms(): void {
    this.epoch += 1;
    for (const wire of this.wires) wire.isDead = true;
    this.oms = new OrderSessions({
      marketTime: () => epochMicros(this.clock.nowMicros()),
      send: ({ routingId }, frame) => {
        const wire = this.wires[routingId[0] ?? 0];
        if (wire) this.toDesk.push({ wire, frame });
      },
      // The mark of the Logon travels in marketTime.
      logonAnswer: ({ heartBtIntMs }) => ({ heartBtIntMs, epoch: `E${this.epoch}`, pace: 'realtime', speed: 1, source: '', marketTime: epochMicros(this.factsAtLogon.push(this.facts.length) - 1) }),
      onLogon: () => undefined,
      onApplication: (_client, message) => { if (message.msgType === 'NewOrderSingle') this.arrived.push(Number(message.clOrdId)); },
    });
    // What an earlier run of the OMS still had to say is gone with it.
  }

  startDesk(): void {
    for (const wire of this.wires) wire.isDead = true;
    this.line?.close(); // its goodbye goes nowhere
    this.isLoggedOn = false;
    const line: OrderLine = new OrderLine({
      endpoint: '', senderCompId: 'DESK', targetCompId: 'OMS', clock: this.clock, heartBtIntMs: 1_000,
      connect: (_endpoint, events) => {
        const wire: Wire = { id: this.wires.length, events, isDead: false };
        this.wires.push(wire);
        return { send: (frame) => { this.toOms.push({ wire, frame }); return ok(undefined); }, close: () => { wire.isDead = true; } };
      },
      events: {
        onMessage: (message) => { if (line === this.line) this.onMessage(message); },
        onDown: () => { if (line === this.line) this.again(); },
        onQuestionLost: () => undefined,
        onRefused: (why) => { throw new Error(why); },
      },
    });
    this.line = line;
    this.open();
  }

  order(): void {
    const sent = this.line?.send({ msgType: 'NewOrderSingle', clOrdId: String(++this.sent), symbol: 'X', side: 'buy', ordType: 'market', price: null, orderQty: quantityLots(1), timeInForce: 'ioc', transactTime: epochMicros(0) });
    if (sent?.ok) this.met.orders++;
  }

  fact(): void {
    this.oms.send('DESK', { msgType: 'OrderCancelReject', clOrdId: String(this.facts.length + 1), origClOrdId: 'o', orderId: null, cxlRejResponseTo: 'cancel', cxlRejReason: 'other', text: null, transactTime: epochMicros(0) });
    this.facts.push(this.epoch);
  }

  /** Lets frames through, each with its fate. */
  flow(fates: readonly Fate[]): void {
    const through = (from: Flying[], deliver: (f: Flying) => void): void => {
      const now = from.splice(0, fates.length);
      for (const [i, flying] of now.entries()) {
        const fate = fates[i];
        if (fate === 'late') from.push(flying);
        if (fate === 'drop' || fate === 'late' || flying.wire.isDead) continue;
        deliver(flying);
        if (fate === 'repeat') deliver(flying);
      }
    };
    through(this.toOms, ({ wire, frame }) => this.oms.onFrame(Uint8Array.of(wire.id), frame));
    through(this.toDesk, ({ wire, frame }) => { if (!wire.isDead) wire.events.onFrame(frame); });
  }

  /** The connection is gone; `said`: both ends are told at once. */
  cut(said: boolean): void {
    const wire = this.wires.at(-1);
    if (!wire || wire.isDead) return;
    wire.isDead = true;
    if (!said) return;
    this.oms.lost(Uint8Array.of(wire.id));
    wire.events.onFailure('cut');
  }

  heal(): void {
    for (let i = 0; i < 80; i++) {
      this.flow(Array.from({ length: 10_000 }, () => 'pass'));
      this.clock.advance(100);
    }
    this.flow(Array.from({ length: 10_000 }, () => 'pass'));
    expect(this.isLoggedOn).toBe(true);
    const missed = this.facts.slice(this.next ?? 0).filter((epoch) => epoch === this.epoch);
    expect(missed).toEqual([]);
  }

  get connections(): number {
    return this.wires.length;
  }

  private open(): void {
    this.line?.open();
    this.line?.logOn();
  }

  private again(): void {
    this.isLoggedOn = false;
    const { line } = this;
    this.clock.after(250, () => { if (line === this.line) this.open(); });
  }

  private onMessage(message: FromVenue): void {
    if (message.msgType === 'Logon') {
      this.isLoggedOn = true;
      if (message.resetSeqNumFlag) {
        this.met.resets++;
        this.next = this.factsAtLogon[message.marketTime] ?? 0; // here the gateway reconciles
      } else this.met.continued++;
    }
    if (message.msgType !== 'OrderCancelReject') return;
    this.met.facts++;
    if (message.possDup) this.met.possDups++;
    expect(Number(message.clOrdId)).toBe((this.next ?? Number.NaN) + 1);
    this.next = Number(message.clOrdId);
  }
}

const fate = fc.constantFrom<Fate>('pass', 'pass', 'pass', 'pass', 'pass', 'drop', 'repeat', 'late');
const anyAct = fc.oneof(
  { weight: 12, arbitrary: fc.constant({ kind: 'fact' as const }) },
  { weight: 6, arbitrary: fc.constant({ kind: 'order' as const }) },
  { weight: 16, arbitrary: fc.record({ kind: fc.constant('flow' as const), fates: fc.array(fate, { minLength: 1, maxLength: 12 }) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('time' as const), ms: fc.constantFrom(50, 300, 1_100, 4_000) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cut' as const), said: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constantFrom({ kind: 'oms' as const }, { kind: 'desk' as const }) },
);

const runs = Number(process.env.CANDOR_RUNS ?? 100);

describe('the order session', () => {
  it('[OS-12] [OS-13] [OS-14] delivers every fact once and in order or begins anew, and no order twice (property)', () => {
    const total = { facts: 0, possDups: 0, resets: 0, continued: 0, orders: 0 };
    fc.assert(fc.property(fc.array(anyAct, { minLength: 10, maxLength: 80, size: 'max' }), (acts) => {
      const world = new World();
      world.flow(['pass', 'pass', 'pass']);
      world.flow(['pass', 'pass', 'pass']);
      for (const act of acts) {
        if (act.kind === 'fact') world.fact();
        if (act.kind === 'order') world.order();
        if (act.kind === 'flow') world.flow(act.fates);
        if (act.kind === 'time') world.clock.advance(act.ms);
        if (act.kind === 'cut') world.cut(act.said);
        if (act.kind === 'oms') world.startOms();
        if (act.kind === 'desk') world.startDesk();
      }
      world.heal();
      expect(world.arrived).toEqual([...new Set(world.arrived)].sort((a, b) => a - b));
      for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += world.met[key];
    }), { numRuns: runs });
    if (process.env.CANDOR_RUNS) console.log(total);
    // The faults were met, not only drawn.
    expect(total.facts).toBeGreaterThan(4 * runs);
    expect(total.possDups).toBeGreaterThan(runs / 2);
    expect(total.continued).toBeGreaterThan(runs / 4);
    expect(total.resets).toBeGreaterThan(runs);
    expect(total.orders).toBeGreaterThan(2 * runs);
  }, 120_000);
});
