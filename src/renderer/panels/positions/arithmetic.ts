/** The sums behind the figures of a position, written out in the units of the screen. Pure. */
import type { PositionExplanation, PositionStep } from '../../../shared/contract/portfolio.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { formatMoney, formatPrice, formatQuantity, nothing } from '../../ui/format.ts';

export interface Sum {
  readonly name: string;
  /** How it is reckoned. */
  readonly how: string;
  readonly minor: number | null;
}

/** The figures that are explained: of a row, as it is shown. */
export interface Shown {
  readonly quantity: number;
  readonly averagePrice: number | null;
  readonly markPrice: number | null;
  readonly realisedMinor: number;
  readonly unrealisedMinor: number | null;
  readonly feesMinor: number;
  readonly netMinor: number | null;
}

const signedMoney = (minor: number | null, instrument: Instrument): string => formatMoney(minor, instrument.currencyMinorDigits, 'always');
const times = (instrument: Instrument): string => (instrument.multiplier === '1' ? '' : ` × ${instrument.multiplier}`);

/** Realised, unrealised, fees and net, each with its arithmetic. Averages are written to a hundredth of a tick's digit; amounts are exact. */
export function sumsOf(shown: Shown, why: Pick<PositionExplanation, 'steps' | 'carried'>, instrument: Instrument): readonly Sum[] {
  const closing = why.steps.filter((step) => step.closedQty > 0).length;
  const carried = why.carried === null ? '' : ` + ${signedMoney(why.carried.realisedMinor, instrument)} carried from ${why.carried.steps} earlier`;
  const px = (ticks: number | null): string => formatPrice(instrument, ticks, 2);
  return [
    { name: 'Realised', how: `Σ (price − average before) × closed${times(instrument)}, over ${closing} ${closing === 1 ? 'booking that closed' : 'bookings that closed'}${carried}`, minor: shown.realisedMinor },
    {
      name: 'Unrealised', minor: shown.unrealisedMinor,
      how: shown.quantity === 0 ? 'nothing is held' : shown.markPrice === null ? 'no quote to mark it at' : `(mark ${px(shown.markPrice)} − average ${px(shown.averagePrice)}) × ${formatQuantity(instrument, shown.quantity, 'always')}${times(instrument)}`,
    },
    { name: 'Fees', how: `Σ of ${why.steps.length + (why.carried?.steps ?? 0)} bookings, paid`, minor: -shown.feesMinor },
    { name: 'Net', how: 'realised + unrealised − fees', minor: shown.netMinor },
  ];
}

/** What one booking realised, in figures; empty where it closed nothing. */
export function realisedHow(step: PositionStep, instrument: Instrument): string {
  if (step.closedQty === 0) return step.realisedMinor === 0 ? 'closed nothing' : 'value without lots';
  const [from, to] = step.quantity < 0 ? [step.averageBefore, step.price] : [step.price, step.averageBefore];
  return `(${formatPrice(instrument, to, 2)} − ${formatPrice(instrument, from, 2)}) × ${formatQuantity(instrument, step.closedQty)}${times(instrument)} = ${signedMoney(step.realisedMinor, instrument)} ${instrument.currency}`;
}

const sourceWords: Readonly<Record<PositionStep['source']['kind'], string>> = {
  fill: 'fill', allocation: 'allocated to it, at the average price', unallocated: 'left by an allocation', correction: 'bust or correction of an allocated fill',
};

export const sourceWord = (step: PositionStep): string => sourceWords[step.source.kind];

/** The id that a booking is looked up by: ExecID or AllocID. */
export const sourceId = ({ source }: PositionStep): string => ('execId' in source ? source.execId : source.allocId) || nothing;
