/** What came of a model's calls and bands so far, as it is kept over a restart. Of one model file: another version starts anew. */
import type { EpochMicros } from './numbers.ts';
import type { ClassCount } from './signal.ts';

/** A band on one instrument: how it held, and where its level stands. */
export interface KeptBand {
  readonly symbol: string;
  readonly barSeconds: number;
  /** End of the newest bar that is counted in it. */
  readonly until: EpochMicros;
  /** Miss rate that the level asks for next; may leave 0 to 1. */
  readonly alpha: number;
  /** In all. */
  readonly calls: number;
  readonly inside: number;
  /** Nothing that was kept of this band before counts any more. */
  readonly anew: boolean;
  /** Scores that were not kept before, oldest first; of what is put together from the journal the newest 500. */
  readonly scores: readonly number[];
}

export interface KeptRecord {
  readonly modelId: string;
  readonly version: string;
  /** SHA-256 of model.onnx, hex. */
  readonly modelHash: string;
  /** In all. */
  readonly calls: number;
  readonly right: number;
  readonly classes: readonly ClassCount[];
  /** Bands of markets that have started over, in all. */
  readonly past: { readonly calls: number; readonly inside: number };
  /** The market has started over: what was kept of bands before belongs to `past`. */
  readonly anew: boolean;
  /** Those of which something is new. */
  readonly bands: readonly KeptBand[];
}
