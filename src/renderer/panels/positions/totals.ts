/** Sums of positions by currency: amounts of different currencies are never added. Pure. */
import type { PositionRow } from '../../../shared/contract/portfolio.ts';
import { moneyMinor, type MoneyMinor } from '../../../shared/domain/numbers.ts';

/** What of a position can be added up. */
export type MoneyRow = Pick<PositionRow, 'currency' | 'currencyMinorDigits' | 'realisedMinor' | 'unrealisedMinor' | 'feesMinor' | 'netMinor' | 'exposureMinor'>;

export interface Total {
  readonly currency: string;
  readonly minorDigits: number;
  readonly realisedMinor: MoneyMinor;
  readonly unrealisedMinor: MoneyMinor;
  readonly feesMinor: MoneyMinor;
  readonly netMinor: MoneyMinor;
  readonly exposureMinor: MoneyMinor;
  /** Positions whose unrealised P&L is unknown and therefore not in the sums. */
  readonly unmarked: number;
}

export function totalsOf(rows: readonly MoneyRow[]): readonly Total[] {
  const totals = new Map<string, Total>();
  for (const row of rows) {
    const zero = moneyMinor(0);
    const old = totals.get(row.currency) ?? {
      currency: row.currency, minorDigits: row.currencyMinorDigits, realisedMinor: zero, unrealisedMinor: zero, feesMinor: zero, netMinor: zero, exposureMinor: zero, unmarked: 0,
    };
    totals.set(row.currency, {
      ...old,
      realisedMinor: moneyMinor(old.realisedMinor + row.realisedMinor),
      unrealisedMinor: moneyMinor(old.unrealisedMinor + (row.unrealisedMinor ?? 0)),
      feesMinor: moneyMinor(old.feesMinor + row.feesMinor),
      netMinor: moneyMinor(old.netMinor + (row.netMinor ?? 0)),
      exposureMinor: moneyMinor(old.exposureMinor + (row.exposureMinor ?? 0)),
      unmarked: old.unmarked + (row.netMinor === null ? 1 : 0),
    });
  }
  return [...totals.values()];
}
