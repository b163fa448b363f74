/** Dividing whole numbers so that the parts add up to the whole: largest remainder (Hamilton's method). */
import { assert } from '../base/assert.ts';
import { moneyMinor, type MoneyMinor } from './numbers.ts';
import { minorPerTickLot, type Instrument } from './instrument.ts';

/**
 * `total` in proportion to `weights`. Each part is its exact share rounded down or up; what is over goes to the largest
 * remainders, the first of equals first. The parts add up to `total` exactly.
 * @param total may be negative: then its size is divided.
 * @param weights none negative, not all 0 unless `total` is 0.
 */
export function apportion(total: bigint, weights: readonly bigint[]): readonly bigint[] {
  const sum = weights.reduce((a, b) => a + b, 0n);
  assert(weights.every((w) => w >= 0n) && (sum > 0n || total === 0n), 'what is divided has somewhere to go');
  if (sum === 0n) return weights.map(() => 0n);
  const size = total < 0n ? -total : total;
  const parts = roundedTo(weights.map((w) => size * w), sum, size);
  return total < 0n ? parts.map((part) => -part) : parts;
}

/**
 * Amounts of `numerators` / `denominator` as whole numbers that add up to `total`: each down, then one more to the
 * largest remainders. `total` is between the exact sum rounded down and rounded up.
 */
export function roundedTo(numerators: readonly bigint[], denominator: bigint, total: bigint): readonly bigint[] {
  const shares = numerators.map((n, at) => {
    const floor = floorDivide(n, denominator);
    return { at, floor, remainder: n - floor * denominator };
  });
  const over = total - shares.reduce((sum, { floor }) => sum + floor, 0n);
  assert(over >= 0n && over <= BigInt(shares.filter(({ remainder }) => remainder > 0n).length), 'a total is the exact sum, rounded');
  const raised = new Set(shares.toSorted((a, b) => (a.remainder < b.remainder ? 1 : a.remainder > b.remainder ? -1 : a.at - b.at)).slice(0, Number(over)).map(({ at }) => at));
  return shares.map(({ at, floor }) => (raised.has(at) ? floor + 1n : floor));
}

/**
 * Tick-lots of several parts in minor units that add up to `total`, the whole's own rounded figure.
 * @param parts tick-lots times `per`: 1 for whole ones, 2 where a mark stands between two ticks.
 */
export function tickLotsToMinorParts(instrument: Instrument, parts: readonly bigint[], per: 1 | 2, total: MoneyMinor): readonly MoneyMinor[] {
  const { numerator, denominator } = minorPerTickLot(instrument);
  return roundedTo(parts.map((part) => part * numerator), denominator * BigInt(per), BigInt(total)).map((n) => moneyMinor(Number(n)));
}

function floorDivide(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  return numerator < 0n && quotient * denominator !== numerator ? quotient - 1n : quotient;
}
