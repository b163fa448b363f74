/** The fault proxy as a process: faults by plan and seed, and by JSON lines on standard input. `--help` says how. */
import { createInterface } from 'node:readline';
import { marketDataTopic } from '../../src/shared/wire/market-data.ts';
import { systemClock } from '../system-clock.ts';
import { Channel } from './channel.ts';
import { parseControl, type Control } from './control.ts';
import { MarketDataRelay } from './market-data-relay.ts';
import { OrderRelay } from './order-relay.ts';
import { parseCommandLine, usage, type ProxyCommandLine, type Rates } from './plan.ts';

/** From a triggered cut to the sockets' closing: time for the frame that fired it to reach the venue, ms. */
const cutAfterMs = 40;
/** Time for what was sent last to leave before the process ends, ms. */
const goodbyeMs = 50;

type Trigger = Extract<Control, { cmd: 'after' }>;

class Proxy {
  private readonly channels: { readonly toVenue: Channel; readonly toCore: Channel; readonly marketData: Channel };
  private readonly orders: OrderRelay;
  private readonly marketData: MarketDataRelay;
  private trigger: Trigger | null = null;

  constructor(line: ProxyCommandLine) {
    const channel = (name: string, rates: Rates): Channel => new Channel({ name, seed: line.seed, rates, clock: systemClock, faulty: line.startsFaulty });
    this.channels = {
      toVenue: channel('orders toVenue', line.plan.orders.toVenue),
      toCore: channel('orders toCore', line.plan.orders.toCore),
      marketData: channel('marketData', line.plan.marketData),
    };
    this.orders = new OrderRelay({
      venue: line.orders, port: line.ordersPort, toVenue: this.channels.toVenue, toCore: this.channels.toCore, reuseIds: line.plan.reuseIds,
      onMessage: (msgType, clOrdId) => this.onMessage(msgType, clOrdId),
    });
    this.marketData = new MarketDataRelay({ venue: line.marketData, port: line.marketDataPort, toCore: this.channels.marketData });
  }

  async open(): Promise<{ readonly orders: string; readonly marketData: string }> {
    await this.orders.open();
    await this.marketData.open();
    return { orders: this.orders.endpoint, marketData: this.marketData.endpoint };
  }

  close(): void {
    this.orders.cut();
    this.marketData.cut();
  }

  async run(control: Control): Promise<Record<string, unknown>> {
    switch (control.cmd) {
      case 'faults':
        for (const channel of Object.values(this.channels)) channel.faulty = control.on;
        return {};
      case 'cut':
        if (control.line !== 'marketData') this.orders.cut();
        if (control.line !== 'orders') this.marketData.cut();
        return {};
      case 'halfOpen':
        this.halfOpen(control);
        return {};
      case 'after':
        this.trigger = control;
        return {};
      case 'heal': {
        this.trigger = null;
        for (const channel of Object.values(this.channels)) {
          channel.faulty = false;
          channel.heal();
        }
        return this.open();
      }
      case 'inject': {
        const bytes = Buffer.from(control.hex, 'hex');
        return { injected: control.line === 'orders' ? this.orders.inject(control.direction, bytes) : this.marketData.inject(bytes, Buffer.from(marketDataTopic)) };
      }
      case 'stats':
        return this.stats();
    }
  }

  private halfOpen(control: Extract<Control, { cmd: 'halfOpen' }>): void {
    const ms = control.forMs ?? Infinity;
    if (control.line === 'marketData') return this.channels.marketData.silence(ms);
    if (control.direction !== 'toCore') this.channels.toVenue.silence(ms);
    if (control.direction !== 'toVenue') this.channels.toCore.silence(ms);
  }

  private onMessage(msgType: string, clOrdId: string | null): 'forward' | 'swallow' {
    const { trigger } = this;
    if (trigger?.msgType !== msgType) return 'forward';
    this.trigger = null;
    // From here on no answer reaches the core, also before the sockets close.
    this.channels.toCore.silence(trigger.do === 'cut' ? cutAfterMs * 2 : (trigger.forMs ?? Infinity));
    if (trigger.do === 'cut') systemClock.after(cutAfterMs, () => this.orders.cut());
    say({ event: 'triggered', msgType, clOrdId });
    return trigger.frame;
  }

  private stats(): Record<string, unknown> {
    const frames = [...this.orders.newOrders.values()];
    return {
      toVenue: this.channels.toVenue.counts, toCore: this.channels.toCore.counts, marketData: this.channels.marketData.counts,
      newOrders: frames.length, newOrderFramesMax: Math.max(0, ...frames), ordersOpen: this.orders.isOpen, marketDataOpen: this.marketData.isOpen,
    };
  }
}

const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes('--help')) return void process.stdout.write(`${usage}\n`);
  const line = parseCommandLine(args);
  if (!line.ok) {
    process.stderr.write(`fault-proxy: ${line.error}\n${usage}\n`);
    process.exitCode = 2;
    return;
  }
  const proxy = new Proxy(line.value);
  const endpoints = await proxy.open();
  const stop = (): void => {
    proxy.close();
    systemClock.after(goodbyeMs, () => process.exit(0));
  };
  process.stdout.on('error', () => undefined);
  say({ ready: true, ...endpoints, seed: line.value.seed });
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // One command after the other, each answered; the end of standard input ends the proxy.
  const commands = createInterface({ input: process.stdin });
  commands.on('close', stop);
  for await (const text of commands) {
    const control = parseControl(text);
    if (!control.ok) say({ error: control.error });
    else say({ reply: control.value.id ?? null, ...(await proxy.run(control.value).catch((cause: unknown) => ({ error: String(cause) }))) });
  }
}

await main();
