/** What the fault proxy does to frames: rates for each line and direction, named presets, and the command line. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { err, ok, type Result } from '../../src/shared/base/result.ts';

const share = z.number().min(0).max(1);

/** Shares of frames, 0 to 1, and lengths in milliseconds. */
const ratesSchema = z.strictObject({
  drop: share.default(0),
  duplicate: share.default(0),
  /** The frame is held back until another one has passed it. */
  reorder: share.default(0),
  /** First byte becomes one that MessagePack never uses, and some others change: no receiver can read it. */
  corrupt: share.default(0),
  /** The frame and everything behind it wait, as behind a stalled TCP connection: order is kept. */
  delay: share.default(0),
  delayMsMax: z.number().min(0).max(5000).default(0),
  /** From this frame on nothing is forwarded in this direction for a time, and nothing is closed. */
  halfOpen: share.default(0),
  halfOpenMsMax: z.number().min(0).max(60_000).default(0),
});
export type Rates = z.infer<typeof ratesSchema>;

export const planSchema = z.strictObject({
  orders: z.strictObject({ toVenue: ratesSchema, toCore: ratesSchema }),
  marketData: ratesSchema,
  /** Takes the epoch out of OrderIDs and ExecIDs, so that each run of the OMS uses the same ones again. */
  reuseIds: z.boolean().default(false),
});
export type Plan = z.infer<typeof planSchema>;

export const noFaults: Rates = { drop: 0, duplicate: 0, reorder: 0, corrupt: 0, delay: 0, delayMsMax: 0, halfOpen: 0, halfOpenMsMax: 0 };
const rough: Rates = { drop: 0.05, duplicate: 0.05, reorder: 0.05, corrupt: 0.02, delay: 0.05, delayMsMax: 5000, halfOpen: 0.005, halfOpenMsMax: 3000 };
const lossy: Rates = { ...noFaults, drop: 0.05, duplicate: 0.05, reorder: 0.02 };

export const presets: Readonly<Record<string, Plan>> = {
  /** Forwards everything: faults come by control commands alone. */
  clean: { orders: { toVenue: noFaults, toCore: noFaults }, marketData: noFaults, reuseIds: false },
  /** Row R5: drop 5 %, duplicate 5 %, reorder 5 %, delay up to 5 s, corruption, half-open. */
  rough: { orders: { toVenue: rough, toCore: rough }, marketData: rough, reuseIds: false },
  /** Only market data suffers. */
  gaps: { orders: { toVenue: noFaults, toCore: noFaults }, marketData: lossy, reuseIds: false },
  /** Each run of the OMS names orders and executions as the one before it. */
  reused: { orders: { toVenue: noFaults, toCore: noFaults }, marketData: noFaults, reuseIds: true },
};

export interface ProxyCommandLine {
  readonly orders: string;
  readonly marketData: string;
  readonly seed: number;
  readonly plan: Plan;
  readonly ordersPort: number;
  readonly marketDataPort: number;
  /** Whether the plan's faults are on from the start; otherwise they wait for `{"cmd":"faults","on":true}`. */
  readonly startsFaulty: boolean;
}

export const usage = `node reference/fault-proxy/main.ts --orders tcp://HOST:PORT --market-data tcp://HOST:PORT [options]
  --seed N              every decision comes from it; 1 unless given
  --plan FILE|PRESET    a JSON file, or one of ${Object.keys(presets).join(', ')}; clean unless given
  --order-port N        0 (any free port) unless given
  --market-data-port N  0 (any free port) unless given
  --calm                the plan's faults wait for {"cmd":"faults","on":true}`;

/** The options, or what is wrong with them. */
export function parseCommandLine(args: readonly string[]): Result<ProxyCommandLine, string> {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args], allowPositionals: false, options: {
        orders: { type: 'string' }, 'market-data': { type: 'string' }, seed: { type: 'string' }, plan: { type: 'string' },
        'order-port': { type: 'string' }, 'market-data-port': { type: 'string' }, calm: { type: 'boolean' },
      },
    }));
  } catch (cause) {
    return err(cause instanceof Error ? cause.message : String(cause));
  }
  const problems: string[] = [];
  const endpoint = (name: string, text: string | undefined): string => {
    if (text === undefined || !/^tcp:\/\/[\w.-]+:\d{1,5}$/.test(text)) problems.push(`--${name} ${text ?? ''}: an endpoint such as tcp://127.0.0.1:7401`);
    return text ?? '';
  };
  const whole = (name: string, text: string | undefined, unless: number, most: number): number => {
    const value = text === undefined ? unless : Number(text);
    if (!Number.isSafeInteger(value) || value < 0 || value > most) problems.push(`--${name} ${text}: a whole number from 0 to ${most}`);
    return value;
  };
  const plan = readPlan(values.plan ?? 'clean');
  if (!plan.ok) problems.push(plan.error);
  const line = {
    orders: endpoint('orders', values.orders),
    marketData: endpoint('market-data', values['market-data']),
    seed: whole('seed', values.seed, 1, 2 ** 31 - 1),
    ordersPort: whole('order-port', values['order-port'], 0, 65_535),
    marketDataPort: whole('market-data-port', values['market-data-port'], 0, 65_535),
    startsFaulty: values.calm !== true,
  };
  return problems.length > 0 || !plan.ok ? err(problems.join('\n')) : ok({ ...line, plan: plan.value });
}

/** A preset by name, or a plan from a JSON file. */
export function readPlan(nameOrPath: string): Result<Plan, string> {
  const preset = presets[nameOrPath];
  if (preset) return ok(preset);
  try {
    const parsed = planSchema.safeParse(JSON.parse(readFileSync(nameOrPath, 'utf8')));
    return parsed.success ? ok(parsed.data) : err(`--plan ${nameOrPath}: ${parsed.error.issues.map((i) => `${i.path.join('.')} ${i.message}`).join('; ')}`);
  } catch (cause) {
    return err(`--plan ${nameOrPath}: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}
