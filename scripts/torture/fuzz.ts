/**
 * R13: frames that make no sense, to the core's decoders, to a running core and to a running venue. Nothing may crash, nothing
 * that is refused may change anything, and what is refused is counted. Control: the decoder without its schemas.
 */
import { connect } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { seededRandom, type Random } from '../../src/shared/base/random.ts';
import { decodeFrame } from '../../src/shared/wire/codec.ts';
import { marketDataBatchSchema } from '../../src/shared/wire/market-data.ts';
import { fromVenueSchema, toVenueSchema, type ExecutionReport } from '../../src/shared/wire/venue.ts';
import { Desk } from '../../tests/kit/desk.ts';
import { mutated, randomBytes, templates } from './mutations.ts';
import { pause, World } from './harness.ts';
import { runCase, runControl, type CaseResult, type RowContext, type RowResult, type TortureRow } from './row.ts';

/** Frames put on each real line in one go, and raw connections opened at each port. */
const injectedPerRound = 200;
const connectionsPerRound = 100;
/** About half of the rounds end the session: of so many one that does not is sure. */
const roundsToTell = 10;
/** What may be kept of all these frames once they are gone, MB. */
const keptMbMax = 30;

interface Figures {
  decoded: number;
  refused: number;
  readable: number;
  injected: number;
  counted: number;
  /** Rounds in which the session stood through all frames: only there the count must come out. */
  whole: number;
  connections: number;
  checks: number;
  violations: number;
  rssMb: number;
}

export const fuzz: TortureRow = {
  id: 'R13',
  async run(context: RowContext): Promise<RowResult> {
    const figures: Figures = { decoded: 0, refused: 0, readable: 0, injected: 0, counted: 0, whole: 0, connections: 0, checks: 0, violations: 0, rssMb: 0 };
    const cases: CaseResult[] = [
      await runCase('decoders and schemas', () => Promise.resolve(decoders(context, figures))),
      await runCase('a desk that hears it', () => desk(context.seed, true)),
    ];
    const world = await World.start({ seed: context.seed, plan: 'clean' });
    try {
      const random = seededRandom(context.seed);
      const endMs = performance.now() + context.budgetMs * 0.4;
      for (let n = 1; n <= context.sessionsMax && (n === 1 || performance.now() < endMs); n++) {
        cases.push(await runCase(`a running core and venue, round ${n}`, () => live(world, random, figures)));
        context.say(`${cases.at(-1)?.name}: ${cases.at(-1)?.problems.slice(0, 3).join('; ') || 'as it must'}`);
      }
    } finally {
      await world.stop();
    }
    cases.push(await runCase('a session stood through a whole round', () => Promise.resolve(figures.whole > 0 || figures.injected < roundsToTell * injectedPerRound ? [] : ['every round ended the session: nothing was counted'])));
    return {
      id: 'R13', title: 'wire fuzz', cases, controls: [await runControl('no schema behind the decoder', () => desk(context.seed, false))],
      invariantChecks: figures.checks, invariantViolations: figures.violations,
      figures: {
        'frames through decoder and schema': figures.decoded, 'refused': figures.refused, 'mutations that were still messages': figures.readable,
        'frames put on real lines': figures.injected, 'refusals that the core counted': figures.counted, 'rounds that the session stood through': figures.whole, 'raw connections': figures.connections, 'core rss MB, most': figures.rssMb,
      },
    };
  },
};

/** Every mutation of every message type: refused with words or a message of the schema, never thrown, never a changed prototype. */
function decoders(context: RowContext, figures: Figures): readonly string[] {
  const random = seededRandom(context.seed);
  const problems: string[] = [];
  const endMs = performance.now() + context.budgetMs * 0.3;
  const prototype = JSON.stringify(Object.getOwnPropertyNames(Object.prototype).sort());
  const before = keptBytes();
  do {
    for (const template of templates) {
      for (let n = 0; n < 50; n++) {
        const frame = mutated(random, template);
        figures.decoded++;
        try {
          const decoded = decodeFrame(frame);
          const taken = decoded.ok && [fromVenueSchema, toVenueSchema, marketDataBatchSchema].some((schema) => schema.safeParse(decoded.value).success);
          if (taken) figures.readable++;
          else figures.refused++;
        } catch (cause) {
          problems.push(`thrown at ${Buffer.from(frame).toString('hex').slice(0, 120)}: ${String(cause)}`);
        }
      }
    }
  } while (performance.now() < endMs && problems.length < 5);
  if (JSON.stringify(Object.getOwnPropertyNames(Object.prototype).sort()) !== prototype) problems.push('Object.prototype was changed');
  const grownMb = (keptBytes() - before) / 1e6;
  if (grownMb > keptMbMax) problems.push(`${Math.round(grownMb)} MB are kept`);
  return problems;
}

/** Memory that is still held after a collection, on the heap and beside it. */
function keptBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Mutated reports for a known order: what the schema refuses must never reach the rooms; the control lets it. */
async function desk(seed: number, checked: boolean): Promise<readonly string[]> {
  const random = seededRandom(seed);
  const problems: string[] = [];
  const it = new Desk();
  const order = await it.working();
  const before = JSON.stringify(it.projection.save());
  for (let n = 0; n < 2_000 && problems.length < 5; n++) {
    const decoded = decodeFrame(mutated(random, { ...it.trade(order, 1) }));
    if (!decoded.ok) continue;
    // Only what the schema refuses: a mutation that is a message may change the order, rightly.
    if (fromVenueSchema.safeParse(decoded.value).success) continue;
    if (checked) continue;
    await it.orders.onExecutionReport(decoded.value as ExecutionReport).catch((cause: unknown) => { problems.push(`thrown in a room: ${String(cause).slice(0, 120)}`); });
  }
  if (JSON.stringify(it.projection.save()) !== before) problems.push('refused frames changed the blotter');
  return problems;
}

async function live(world: World, random: Random, figures: Figures): Promise<readonly string[]> {
  const problems: string[] = [];
  const before = await world.until('ready', (s) => s.omsState === 'ready' && s.feedState === 'live', 30_000);
  for (let n = 0; n < injectedPerRound; n++) {
    const frame = unreadable(random);
    await world.command({ cmd: 'inject', line: n % 3 === 0 ? 'marketData' : 'orders', direction: n % 3 === 1 ? 'toVenue' : 'toCore', hex: Buffer.from(frame).toString('hex') });
    figures.injected++;
  }
  const { ready } = world.venue;
  for (let n = 0; n < connectionsPerRound; n++) await garbage(random, Number((n % 2 === 0 ? ready.orders : ready.marketData).split(':').at(-1)));
  figures.connections += connectionsPerRound;
  await pause(300);
  const after = await world.until('ready again', (s) => s.omsState === 'ready' && s.feedState === 'live', 30_000);
  if (world.venue.child.exitCode !== null) problems.push('the venue ended');
  const orders = (s: typeof before): string => JSON.stringify([s.orders, s.positions, s.fills.length]);
  if (orders(after) !== orders(before)) problems.push('the blotter changed');
  if (after.trading !== 'active') problems.push(`trading ${after.trading}`);
  const counted = after.refused - before.refused;
  figures.counted += counted;
  // A frame that used up a number of ours ended the session, as FIX has it (OS-5): what came before the next one was nobody's to count.
  const stood = after.logons === before.logons;
  if (stood) figures.whole++;
  if (stood && counted < injectedPerRound / 3) problems.push(`${counted} refusals counted, at least ${Math.floor(injectedPerRound / 3)} frames could not be read`);
  figures.checks += after.checks - before.checks;
  figures.violations += after.violations.length;
  figures.rssMb = Math.max(figures.rssMb, after.rssMb);
  const verified = await world.driver.ask<{ readonly ok: boolean }>({ do: 'verify' });
  if (!verified.ok) problems.push('the journal does not verify');
  return [...problems, ...after.violations];
}

/** A mutation that none of the three schemas takes. */
function unreadable(random: Random): Uint8Array {
  for (;;) {
    const template = templates[random.integer(templates.length)] ?? {};
    const frame = random.uniform() < 0.2 ? randomBytes(random, 1 + random.integer(200)) : mutated(random, template);
    const decoded = decodeFrame(frame);
    if (!decoded.ok || ![fromVenueSchema, toVenueSchema, marketDataBatchSchema].some((schema) => schema.safeParse(decoded.value).success)) return frame;
  }
}

/** The signature that a ZMTP greeting begins with, ZMTP 3.1. */
const greeting = Buffer.from('ff00000000000000017f03004e554c4c0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000', 'hex').subarray(0, 64);
/** A long command frame whose size says 2^64 - 1. */
const endlessFrame = Buffer.from('06ffffffffffffffff', 'hex');

/** One raw connection that says what no ZeroMQ peer says: noise, half a greeting, a greeting and an endless frame, or nothing. */
function garbage(random: Random, port: number): Promise<void> {
  const kind = random.integer(4);
  const bytes = kind === 0 ? Buffer.from(randomBytes(random, 1 + random.integer(500))) : kind === 1 ? greeting.subarray(0, 1 + random.integer(63)) : kind === 2 ? Buffer.concat([greeting, endlessFrame]) : Buffer.alloc(0);
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port }, () => {
      if (bytes.length > 0) socket.write(bytes);
      setTimeout(() => socket.destroy(), 5);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
  });
}

