import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { riskSpecPath, withRiskTables } from '../../../../scripts/write-risk-table.ts';

it('[RK-1] the tables of docs/specs/risk.md say what the code says', () => {
  const document = readFileSync(riskSpecPath, 'utf8');
  expect(document, 'stale: run node scripts/write-risk-table.ts').toBe(withRiskTables(document));
});
