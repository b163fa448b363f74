/** From margins to odds: the maps of a model's card applied, and what came of such odds before. Rules MO-5, CL-5 and CL-6. */
import { assert, must } from '../base/assert.ts';
import type { CalibrationMap, ModelHead } from '../domain/model-card.ts';
import type { Odds } from '../domain/signal.ts';
import { wilsonInterval } from '../domain/statistics.ts';
import { logistic } from '../models/link.ts';
import { isotonicOdds } from './isotonic.ts';

/** Held-out rows below which a past frequency is not shown: its interval would be wider than a third. */
export const frequencyRowsMin = 30;

/** Odds, 0 to 1, at a margin in log-odds. */
export function calibratedOdds(map: CalibrationMap, margin: number): number {
  switch (map.method) {
    case 'none': return logistic(margin);
    case 'platt': return logistic(map.slope * margin + map.offset);
    case 'isotonic': return isotonicOdds({ scores: map.margins, odds: map.odds }, margin);
  }
}

/**
 * One a head. A single head of log-odds is calibrated as it is. Several are calibrated each against the rest and divided by their sum
 * (Zadrozny and Elkan 2002, KDD, "Transforming classifier scores into accurate multiclass probability estimates"); where all are nil they are equal.
 * Null for heads in sigma, for heads without a map, and for all where a margin is not a number.
 * @param margins in the order of the heads
 */
export function headOdds(heads: readonly ModelHead[], margins: readonly number[]): (number | null)[] {
  assert(heads.length === margins.length, `one margin a head: ${margins.length} for ${heads.length}`);
  const each = heads.map((head, j) => {
    const odds = head.unit === 'log-odds' && head.calibration ? calibratedOdds(head.calibration, must(margins[j], 'one margin a head')) : null;
    return odds === null || Number.isNaN(odds) ? null : odds;
  });
  const together = heads.filter((head) => head.unit === 'log-odds').length;
  if (together <= 1) return each;
  if (heads.some((head, j) => head.unit === 'log-odds' && each[j] === null)) return each.map(() => null);
  const sum = each.reduce<number>((total, odds) => total + (odds ?? 0), 0);
  return each.map((odds) => (odds === null ? null : sum > 0 ? odds / sum : 1 / together));
}

/** Past frequency among held-out rows that were given like odds, with its 95 % Wilson interval; null below `frequencyRowsMin` rows. */
export function frequencyOf(head: Pick<ModelHead, 'frequencies'>, odds: number): Odds['frequency'] {
  const top = head.frequencies.reduce((highest, { high }) => Math.max(highest, high), 0);
  // Groups are [low, high); only the last holds its upper end.
  const group = head.frequencies.find(({ low, high }) => odds >= low && (odds < high || (odds === high && high === top)));
  if (!group || group.rows < frequencyRowsMin) return null;
  const { value, low, high, n } = must(wilsonInterval(group.hits, group.rows), 'there are rows');
  return { value, low, high, rows: n };
}
