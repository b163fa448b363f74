/**
 * R6: reconciliation, row by row. The start-up, run-time and consistency rows are those of NautilusTrader's live.md (commit
 * 01818c1), answered by the order room on a desk in memory; the six field failures run with real processes. What this
 * desk does on purpose differently is said in the case's name. Control: each case without what protects it.
 */
import { consistencyRows, runtimeRows, startupRows, type DeskCase } from './reconcile-cases.ts';
import { fieldFailures } from './field-failures.ts';
import { runCase, type CaseResult, type RowContext, type RowResult, type TortureRow } from './row.ts';

export const reconcile: TortureRow = {
  id: 'R6',
  async run(context: RowContext): Promise<RowResult> {
    const groups: readonly (readonly [string, readonly DeskCase[]])[] = [['start-up', startupRows], ['run-time', runtimeRows], ['consistency', consistencyRows]];
    const cases: CaseResult[] = [];
    const missed: string[] = [];
    const found: string[] = [];
    for (const [group, rows] of groups) {
      for (const row of rows) {
        const result = await runCase(`${group}: ${row.name}`, () => row.run(true));
        cases.push(result);
        const without = await runCase(row.name, () => row.run(false));
        (without.problems.length > 0 ? found : missed).push(`${group}: ${row.name}`);
      }
    }
    context.say(`${cases.length} rows on a desk in memory: ${cases.filter((c) => c.problems.length > 0).length} failed`);
    const deskRows = cases.length;
    const field = await fieldFailures(context);
    cases.push(...field.cases);
    return {
      id: 'R6', title: 'reconciliation list', cases,
      controls: [
        // One row that does not notice is a row that shows nothing.
        { name: 'the desk rows, each without its protection', found: missed.length === 0 ? found : [] },
        ...field.controls,
      ],
      invariantChecks: field.checks, invariantViolations: field.violations,
      figures: { 'start-up rows': startupRows.length, 'run-time rows': runtimeRows.length, 'consistency rows': consistencyRows.length, 'field failures': field.cases.length, 'desk rows with a control': found.length + missed.length, 'desk rows': deskRows, 'controls that noticed nothing': missed.join('; ') || 'none' },
    };
  },
};
