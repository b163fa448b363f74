/** What an allocation moves: fills of a parent out of the books of no account, into accounts at their average price. Pure. */
import { must } from '../../../shared/base/assert.ts';
import { apportion } from '../../../shared/domain/apportion.ts';
import { divideRounded, moneyMinor, quantityLots } from '../../../shared/domain/numbers.ts';
import type { AllocationShare } from '../../../shared/domain/parent-order.ts';
import type { Trade } from '../../../shared/domain/position.ts';
import { minus, noTrade, plus, type Booking } from './bookings.ts';

export interface Dividing {
  readonly shares: readonly AllocationShare[];
  /** As it was told, ticks. */
  readonly avgPx: number;
  /** Of the parent: 1 when it buys. */
  readonly sign: 1 | -1;
  /** Of lots that are given and are not there (a bust came before the answer). */
  readonly strategy: string | null;
}

/** Of one strategy: what each account is given, and what is left; they add up to what was there, to the tick-lot. */
export interface Division {
  readonly strategy: string | null;
  readonly given: readonly { readonly account: string; readonly trade: Trade }[];
  readonly left: Trade;
}

/** Divides the sources. Lots of several strategies go to the accounts in the order of both; each account gets its lots exactly. */
export function divide(sources: readonly Pick<Booking, 'strategy' | 'trade'>[], how: Dividing): readonly Division[] {
  const groups = new Map<string | null, Trade>(sources.length === 0 ? [[how.strategy, noTrade]] : []);
  for (const { strategy, trade } of sources) groups.set(strategy, plus(groups.get(strategy) ?? noTrade, trade));
  const list = [...groups].map(([strategy, trade]) => ({ strategy, trade, lots: Math.max(0, how.sign * trade.quantity) }));
  const taken = takeInOrder(list.map((g) => g.lots), how.shares);
  return list.map(({ strategy, trade, lots }, g) => {
    const cells = how.shares.flatMap(({ account }, a) => {
      const cell = taken.get(`${g} ${a}`);
      return cell === undefined ? [] : [{ account, lots: cell }];
    });
    if (cells.length === 0) return { strategy, given: [], left: trade };
    const whole = givenOf(trade, lots, cells.reduce((sum, cell) => sum + cell.lots, 0), { ...how, isAlone: list.length === 1 });
    const weights = cells.map((cell) => BigInt(cell.lots));
    const values = apportion(whole.valueTickLots, weights), fees = apportion(BigInt(whole.feeMinor), weights);
    const given = cells.map(({ account, lots: cell }, i) => ({
      account, trade: { quantity: quantityLots(how.sign * cell), valueTickLots: must(values[i], 'one each'), feeMinor: moneyMinor(Number(fees[i])) },
    }));
    return { strategy, given, left: minus(trade, whole) };
  });
}

/**
 * What `given` of the `lots` there are take with them. All of them: everything, so that nothing is left over. A part of
 * them: value at the price that was told, or at their own average where strategies are told one price together, so that
 * no strategy pays for another; fees in proportion.
 */
function givenOf(there: Trade, lots: number, given: number, { avgPx, sign, isAlone }: Pick<Dividing, 'avgPx' | 'sign'> & { readonly isAlone: boolean }): Trade {
  if (given === lots) return there;
  const share = (amount: bigint): bigint => divideRounded(amount * BigInt(given), BigInt(lots));
  return {
    quantity: quantityLots(sign * given),
    valueTickLots: isAlone || lots === 0 ? BigInt(sign * Math.round(avgPx * given)) : share(there.valueTickLots),
    feeMinor: given > lots ? there.feeMinor : moneyMinor(Number(share(BigInt(there.feeMinor)))),
  };
}

/** Lots by 'group account': the first account takes of the first group, then of the next; what is not there is taken of the last. */
function takeInOrder(groups: readonly number[], shares: readonly AllocationShare[]): ReadonlyMap<string, number> {
  const taken = new Map<string, number>();
  let g = 0;
  let there = groups[0] ?? 0;
  for (const [a, share] of shares.entries()) {
    let open: number = share.quantity;
    while (open > 0) {
      const isLast = g === groups.length - 1;
      const lots = isLast ? open : Math.min(open, there);
      if (lots > 0) taken.set(`${g} ${a}`, lots);
      open -= lots;
      there -= lots;
      if (open > 0) there = groups[++g] ?? 0;
    }
  }
  return taken;
}
