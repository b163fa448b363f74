/**
 * Findings while a file is read, folded so that a file with ten thousand of them stays legible: the first few of each
 * check by themselves, the rest as one finding with its exact count. Nothing is dropped without being counted (TP-9).
 */
import type { DataDefect, DefectCode } from '../domain/data-defect.ts';

/** Findings of one check in one file that are named one by one. */
export const individualFindingsMax = 20;

export interface Finding {
  /** Name of the check; findings of one check in one file are folded together. */
  readonly check: string;
  readonly code: DefectCode;
  readonly action: DataDefect['action'];
  readonly line: number;
  /** Time of the row, or of the row before it when it has none; null before the first good row. */
  readonly time: number | null;
  readonly symbol: string | null;
  readonly detail: string;
}

/** A defect and when it belongs on the tape; null: before everything else of its file. */
export interface PlacedDefect {
  readonly time: number | null;
  readonly defect: DataDefect;
}

interface Fold {
  count: number;
  readonly first: Finding;
  last: Finding;
}

/** Collects the findings of one file. */
export class FileDefects {
  readonly #file: string;
  readonly #placed: PlacedDefect[] = [];
  readonly #folds = new Map<string, Fold>();

  constructor(file: string) {
    this.#file = file;
  }

  /** One odd or bad row. */
  add(finding: Finding): void {
    const key = `${finding.check} ${finding.symbol ?? ''}`;
    const fold = this.#folds.get(key);
    const count = (fold?.count ?? 0) + 1;
    if (fold) {
      fold.count = count;
      fold.last = finding;
    } else this.#folds.set(key, { count, first: finding, last: finding });
    if (count <= individualFindingsMax) this.#place(finding, finding.detail, 1);
  }

  /** A finding that stands for many rows at once: thin trading, conventions of a source. */
  addSummary(finding: Finding, count: number): void {
    if (count > 0) this.#place(finding, finding.detail, count);
  }

  /** All findings; a check with more than the limit ends in one that counts the rest. */
  done(): readonly PlacedDefect[] {
    const rest: PlacedDefect[] = [];
    for (const { count, last } of this.#folds.values()) {
      const folded = count - individualFindingsMax;
      if (folded <= 0) continue;
      const detail = `${last.check}: ${folded} more after the first ${individualFindingsMax}, ${count} in all; last: ${last.detail}`;
      rest.push(this.#placedOf(last, detail, folded));
    }
    return [...this.#placed, ...rest];
  }

  #place(finding: Finding, detail: string, count: number): void {
    this.#placed.push(this.#placedOf(finding, detail, count));
  }

  #placedOf(finding: Finding, detail: string, count: number): PlacedDefect {
    const { code, action, symbol, line, time } = finding;
    const where = line > 0 ? `${this.#file}:${line}` : this.#file;
    return { time, defect: { code, action, where: where.slice(-512), symbol, detail: detail.slice(0, 512), count } };
  }
}
