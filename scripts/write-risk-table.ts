/** Writes the tables of docs/specs/risk.md from the code: `node scripts/write-risk-table.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { denialMeanings } from '../src/shared/domain/denial.ts';
import { defaultLimits } from '../src/shared/domain/limits.ts';

export const riskSpecPath = 'docs/specs/risk.md';

/** The document with its tables as the code has them now. */
export function withRiskTables(document: string): string {
  const codes = Object.entries(denialMeanings).map(([code, meaning], i) => `| ${i + 1} | \`${code}\` | ${meaning} |`);
  const limits = Object.entries(defaultLimits).map(([name, value]) => `| \`${name}\` | ${typeof value === 'object' ? `\`${JSON.stringify(value)}\`` : String(value)} |`);
  const withCodes = between(document, 'risk-codes', ['| order | code | the order is denied because |', '|---|---|---|', ...codes]);
  return between(withCodes, 'risk-limits', ['| limit | default |', '|---|---|', ...limits]);
}

function between(document: string, mark: string, lines: readonly string[]): string {
  const [begin, end] = [`<!-- ${mark}:begin -->`, `<!-- ${mark}:end -->`];
  const [before, rest] = document.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`${riskSpecPath} has lost its marks ${begin} and ${end}`);
  return `${before}${begin}\n${lines.join('\n')}\n${end}${after}`;
}

if (process.argv[1]?.endsWith('write-risk-table.ts')) {
  writeFileSync(riskSpecPath, withRiskTables(readFileSync(riskSpecPath, 'utf8')));
}
