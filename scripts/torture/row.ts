/** What a row of the torture is: cases that must pass, a control that must fail, and figures. */
import type { ControlName } from './protocol.ts';

export interface RowContext {
  readonly seed: number;
  /** Wall time that the row may use, ms; it ends its current case first. */
  readonly budgetMs: number;
  /** At most so many sessions or cases of the long kind. */
  readonly sessionsMax: number;
  readonly say: (text: string) => void;
}

export interface CaseResult {
  readonly name: string;
  /** Empty when it passed. */
  readonly problems: readonly string[];
}

export interface ControlResult {
  /** The protection that was switched off. */
  readonly name: ControlName | string;
  /** What the row then found; empty when it found nothing, which fails the row. */
  readonly found: readonly string[];
  /** Why the control could not be judged. */
  readonly accident?: string;
}

export interface RowResult {
  readonly id: string;
  readonly title: string;
  readonly cases: readonly CaseResult[];
  readonly controls: readonly ControlResult[];
  /** How often the invariants were looked at. */
  readonly invariantChecks: number;
  readonly invariantViolations: number;
  readonly figures: Readonly<Record<string, number | string>>;
}

export interface TortureRow {
  readonly id: string;
  run(context: RowContext): Promise<RowResult>;
}

/** Counts what is printed: a case is one, a control that found something is one. */
export function tally(result: RowResult): { readonly passed: number; readonly failed: number } {
  const failedCases = result.cases.filter((c) => c.problems.length > 0).length;
  const idleControls = result.controls.filter((c) => c.found.length === 0).length;
  return { passed: result.cases.length - failedCases + result.controls.length - idleControls, failed: failedCases + idleControls };
}

/** The value below which `share` of them are; 0 for none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** Runs a row's work with a protection switched off. What it throws is an accident and no finding: the control then shows nothing. */
export async function runControl(name: string, body: () => Promise<readonly string[]>): Promise<ControlResult> {
  try {
    return { name, found: (await body()).slice(0, 5) };
  } catch (cause) {
    return { name, found: [], accident: cause instanceof Error ? cause.message : String(cause) };
  }
}

/** Runs one case; what it throws is its problem. */
export async function runCase(name: string, body: () => Promise<readonly string[]>): Promise<CaseResult> {
  try {
    return { name, problems: await body() };
  } catch (cause) {
    return { name, problems: [cause instanceof Error ? cause.message : String(cause)] };
  }
}
