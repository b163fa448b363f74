/** One row of the bench: what was measured, over which workload, with its peer in the same run. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface BenchRow {
  /** Row of the performance table, such as P14. */
  readonly id: string;
  readonly title: string;
  readonly workload: string;
  readonly figures: readonly Figure[];
  /** What makes the row void, such as a result that differs from the peer's; null when it counts. */
  readonly problem: string | null;
  readonly notes: readonly string[];
}

export type Bench = (options: { readonly rounds: number; readonly quick: boolean }) => Promise<BenchRow>;
