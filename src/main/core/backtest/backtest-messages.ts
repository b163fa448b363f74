/** What core and backtest process say to each other. Structured-cloneable values only. */
import type { BacktestDefinition, BacktestResult } from '../../../shared/contract/backtest.ts';
import type { Bar } from '../../../shared/domain/bar.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import type { Limits } from '../../../shared/domain/limits.ts';
import type { ModelCard } from '../../../shared/domain/model-card.ts';

/** Bars that the workstation has recorded this session, with their instruments. */
export interface RecordedBars {
  readonly source: string;
  readonly instruments: readonly Instrument[];
  readonly bars: readonly Bar[];
}

export interface BacktestJob {
  readonly type: 'run';
  readonly runId: string;
  readonly definition: BacktestDefinition;
  readonly definitionHash: string;
  /** Null when the definition names a tape on disk, which the process reads itself. */
  readonly recorded: RecordedBars | null;
  /** The drift model first, then those that a verdict depends on. */
  readonly models: readonly { readonly card: ModelCard; readonly bytes: Uint8Array; readonly modelHash: string }[];
  readonly limits: Limits;
}

export type FromBacktest =
  | { readonly type: 'ready' }
  /** 0 to 1, at most a few times a second. */
  | { readonly type: 'progress'; readonly runId: string; readonly progress: number }
  | { readonly type: 'finished'; readonly runId: string; readonly result: BacktestResult; readonly bars: readonly Bar[] }
  | { readonly type: 'failed'; readonly runId: string; readonly problem: string };
