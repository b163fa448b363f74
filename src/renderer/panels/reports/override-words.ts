/** What the desk's decisions were worth, in one sentence a decision: claimed only where the interval allows it. Pure. */
import type { OverrideRow } from '../../../shared/contract/reports.ts';
import { sideOf } from '../../ui/interval.ts';

export const kindWords: Readonly<Record<OverrideRow['kind'], string>> = { accept: 'Accepted', edit: 'Edited', reject: 'Rejected', expired: 'Left to expire' };

export function overrideWords(row: OverrideRow, minimumCases: number): string {
  if (row.count === 0) return 'none';
  const n = row.measured;
  if (n === 0) return 'no horizon has passed yet';
  // One case alone has no interval.
  if (row.netBp === null || n < minimumCases) return `too few to judge (n = ${n}, ${minimumCases} wanted)`;
  const side = sideOf(row.netBp, 0, minimumCases);
  const taken = row.kind === 'accept' || row.kind === 'edit';
  if (side === 'open') return taken ? 'no gain or loss is shown' : 'no gain or loss missed is shown';
  if (taken) return side === 'above' ? 'they made money' : 'they lost money';
  return side === 'above' ? 'they would have made money: it was left on the table' : 'they would have lost money: right to leave';
}
