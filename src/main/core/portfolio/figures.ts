/** Money figures of a position and of its parts, in minor units: the whole is rounded once, its parts add up to it. Pure. */
import { must } from '../../../shared/base/assert.ts';
import type { PositionRow } from '../../../shared/contract/portfolio.ts';
import { tickLotsToMinorParts } from '../../../shared/domain/apportion.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { moneyMinor } from '../../../shared/domain/numbers.ts';
import { exposureMinor, realisedMinor, unrealisedHalfTickLots, unrealisedMinor, type Position } from '../../../shared/domain/position.ts';

export type MoneyFigures = Pick<PositionRow, 'realisedMinor' | 'unrealisedMinor' | 'feesMinor' | 'netMinor' | 'exposureMinor'>;

/** @param markHalfTicks twice the mark; null without one. */
export function wholeFigures(instrument: Instrument, position: Position, markHalfTicks: number | null): MoneyFigures {
  const realised = realisedMinor(instrument, position);
  const unrealised = markHalfTicks === null ? null : unrealisedMinor(instrument, position, markHalfTicks);
  return {
    realisedMinor: realised,
    unrealisedMinor: unrealised,
    feesMinor: position.feesMinor,
    netMinor: unrealised === null ? null : moneyMinor(realised + unrealised - position.feesMinor),
    exposureMinor: markHalfTicks === null ? null : exposureMinor(instrument, position, markHalfTicks),
  };
}

/** @param parts add up to `whole` in lots, cost, realised and fees. @returns one each, which add up to the figures of the whole. */
export function partFigures(instrument: Instrument, whole: Position, parts: readonly Position[], markHalfTicks: number | null): readonly MoneyFigures[] {
  const total = wholeFigures(instrument, whole, markHalfTicks);
  const realised = tickLotsToMinorParts(instrument, parts.map((p) => p.realisedTickLots), 1, total.realisedMinor);
  const unrealised = markHalfTicks === null || total.unrealisedMinor === null ? null
    : tickLotsToMinorParts(instrument, parts.map((p) => unrealisedHalfTickLots(p, markHalfTicks)), 2, total.unrealisedMinor);
  const exposure = markHalfTicks === null || total.exposureMinor === null ? null
    : tickLotsToMinorParts(instrument, parts.map((p) => BigInt(p.quantity) * BigInt(markHalfTicks)), 2, total.exposureMinor);
  return parts.map(({ feesMinor }, i) => {
    const made = must(realised[i], 'one each'), open = unrealised === null ? null : must(unrealised[i], 'one each');
    return {
      realisedMinor: made, unrealisedMinor: open, feesMinor,
      netMinor: open === null ? null : moneyMinor(made + open - feesMinor),
      exposureMinor: exposure === null ? null : must(exposure[i], 'one each'),
    };
  });
}
