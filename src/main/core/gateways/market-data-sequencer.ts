/**
 * Puts market data batches in order and finds holes: rules MD-2 to MD-5 of docs/wire-protocol.md. Subscribe first,
 * then take a snapshot with number N, drop what is not above N, and take a new snapshot when a number is missing.
 * Pure: the line that owns the socket acts on what is returned.
 */
import type { MarketDataBatch } from '../../../shared/wire/market-data.ts';

export type SequencerVerdict =
  | { readonly kind: 'deliver'; readonly batches: readonly MarketDataBatch[] }
  | { readonly kind: 'buffered' }
  | { readonly kind: 'dropped' }
  | { readonly kind: 'heartbeat' }
  /** A number is missing, or the venue started anew: nothing more is delivered until a snapshot has been applied. */
  | { readonly kind: 'gap'; readonly expected: number; readonly got: number };

/** Batches kept while a snapshot is on its way; beyond it the oldest go, and the snapshot will be asked for again. */
const bufferMax = 10_000;

export class MarketDataSequencer {
  private epoch: string | null = null;
  private lastSeq = 0;
  private awaitingSnapshot = true;
  private buffer: MarketDataBatch[] = [];

  /** Number of the last batch delivered, or of the snapshot. */
  get delivered(): number {
    return this.lastSeq;
  }

  get synchronised(): boolean {
    return !this.awaitingSnapshot;
  }

  offer(batch: MarketDataBatch): SequencerVerdict {
    if (this.awaitingSnapshot) {
      this.buffer.push(batch);
      if (this.buffer.length > bufferMax) this.buffer.shift();
      return { kind: 'buffered' };
    }
    if (batch.epoch !== this.epoch) return this.lost(batch, 1);
    if (batch.entries.length === 0) {
      // A heartbeat repeats the last number sent: one above ours means that the batch itself was lost.
      return batch.mdSeq > this.lastSeq ? this.lost(batch, this.lastSeq + 1) : { kind: 'heartbeat' };
    }
    if (batch.mdSeq <= this.lastSeq) return { kind: 'dropped' };
    if (batch.mdSeq !== this.lastSeq + 1) return this.lost(batch, this.lastSeq + 1);
    this.lastSeq = batch.mdSeq;
    return { kind: 'deliver', batches: [batch] };
  }

  /** Takes over at snapshot number `mdSeq`; returns the buffered batches that follow it, or the gap among them. */
  applySnapshot(epoch: string, mdSeq: number): SequencerVerdict {
    this.epoch = epoch;
    this.lastSeq = mdSeq;
    this.awaitingSnapshot = false;
    const waiting = this.buffer;
    this.buffer = [];
    const batches: MarketDataBatch[] = [];
    for (const batch of waiting) {
      if (batch.epoch !== epoch) continue;
      const verdict = this.offer(batch);
      if (verdict.kind === 'deliver') batches.push(...verdict.batches);
      if (verdict.kind === 'gap') return verdict;
    }
    return { kind: 'deliver', batches };
  }

  /** Forgets everything: the line went down. */
  reset(): void {
    this.awaitingSnapshot = true;
    this.buffer = [];
  }

  private lost(batch: MarketDataBatch, expected: number): SequencerVerdict {
    this.awaitingSnapshot = true;
    this.buffer = [batch];
    return { kind: 'gap', expected, got: batch.mdSeq };
  }
}
