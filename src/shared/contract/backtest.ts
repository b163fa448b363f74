/** What the screen may ask of the backtest. */
import { z } from 'zod';
import type { Bar } from '../domain/bar.ts';
import type { EpochMicros, PriceTicks, QuantityLots } from '../domain/numbers.ts';
import type { Side } from '../domain/order.ts';
import type { AbstainReason } from '../domain/signal.ts';
import { idShape, symbolShape } from '../domain/shapes.ts';
import { command, query, stream } from './kinds.ts';

export const backtestDefinitionShape = z.object({
  strategy: z.literal('drift-linear'),
  /** The bars that this session has recorded (of its newest days, UTC), or a tape on this machine: a file or a folder. */
  data: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('recorded'), sessionsMax: z.number().int().min(1).max(250) }),
    z.object({ kind: z.literal('tape'), path: z.string().min(1).max(1024) }),
  ]),
  /** Empty for all that the data has. */
  symbols: z.array(symbolShape).max(64),
  /** Multiplies the spread, fees and impact that are charged: how the result bears a worse cost. Suggestions stay the same. */
  costMultiplier: z.number().min(0).max(10),
});
export type BacktestDefinition = z.infer<typeof backtestDefinitionShape>;

export interface BacktestTrade {
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: QuantityLots;
  readonly entryTime: EpochMicros;
  /** The touch that was taken. With a cost multiplier other than 1 the spread charged is not its distance from mid. */
  readonly entryPrice: PriceTicks;
  readonly exitTime: EpochMicros;
  readonly exitPrice: PriceTicks;
  /** Net of cost, basis points of entry notional. */
  readonly netBp: number;
  /** Spread, fees and impact of both sides; netBp + costBp is the return from mid to mid. */
  readonly costBp: number;
  readonly exitReason: 'horizon' | 'stop' | 'reversed' | 'end';
}

export interface BacktestResult {
  readonly runId: string;
  readonly definition: BacktestDefinition;
  readonly definitionHash: string;
  readonly modelHash: string;
  readonly dataSource: string;
  readonly dataHash: string;
  readonly bars: number;
  readonly seconds: number;
  /** How fills and costs were assumed, in words. */
  readonly assumptions: readonly string[];
  readonly totalReturn: number;
  /** Annualised; null with fewer than 20 periods or no variation. With its 95 % interval. */
  readonly sharpe: { readonly value: number; readonly low: number; readonly high: number } | null;
  /** Largest fall from a peak, as a fraction (0.1 is 10 %). */
  readonly maxDrawdown: number;
  readonly hitRate: { readonly value: number; readonly low: number; readonly high: number; readonly n: number } | null;
  readonly suggestions: number;
  readonly abstained: number;
  /** Why it abstained, the most frequent reason first; they sum to `abstained`. */
  readonly silences: readonly { readonly reason: AbstainReason; readonly readings: number }[];
  /** Equity by bar end, starting at 1; thinned to at most 2,000 points. */
  readonly equity: readonly { readonly time: EpochMicros; readonly value: number }[];
  readonly trades: readonly BacktestTrade[];
}

export interface BacktestRun {
  readonly runId: string;
  readonly definition: BacktestDefinition;
  readonly state: 'running' | 'finished' | 'canceled' | 'failed';
  readonly startedAt: EpochMicros;
  /** 0 to 1. */
  readonly progress: number;
  readonly problem: string | null;
  /** Headline figures once finished. */
  readonly totalReturn: number | null;
  readonly sharpe: number | null;
  readonly maxDrawdown: number | null;
  readonly trades: number | null;
}

export const backtestContract = {
  'backtest.start': command<{ readonly ok: true; readonly runId: string } | { readonly ok: false; readonly why: string }>()(backtestDefinitionShape),
  'backtest.cancel': command<{ readonly ok: boolean }>()(z.object({ runId: idShape })),
  /** Newest first; deltas are upserts by runId. */
  'backtest.runs': stream<readonly BacktestRun[], readonly BacktestRun[]>()(z.object({})),
  'backtest.result': query<BacktestResult | null>()(z.object({ runId: idShape })),
  /** Bars of one instrument of a run, to draw its trades on. */
  'backtest.bars': query<readonly Bar[]>()(z.object({ runId: idShape, symbol: symbolShape })),
};
