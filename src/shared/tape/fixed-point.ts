/**
 * From the doubles of a file to whole ticks and lots. A decimal of at most 15 digits survives the way through the nearest
 * double: value x 10^digits is off by less than one half as long as the result stays below 2^51, and is then rounded to the
 * integer that was written (tested against the exact `countOf` of domain/numbers.ts).
 */
import { must } from '../base/assert.ts';
import { parseDecimal } from '../domain/numbers.ts';
import { powerOfTen } from './csv-rows.ts';

/** A step of `units` x 10^-`digits`. */
export interface Step {
  readonly units: number;
  readonly digits: number;
}

/** The step a decimal such as "0.25" stands for. */
export function stepOf(text: string): Step {
  const { units, exponent } = must(parseDecimal(text), `sizes of instruments are decimals where they are read (${text})`);
  return exponent > 0 ? { units: Number(units) * powerOfTen(exponent), digits: 0 } : { units: Number(units), digits: -exponent };
}

/** The decimal that a step is written as. */
export function stepText(step: Step): string {
  if (step.digits === 0) return String(step.units);
  const padded = String(step.units).padStart(step.digits + 1, '0');
  return `${padded.slice(0, -step.digits)}.${padded.slice(-step.digits)}`;
}

/** Whole number of steps in `value`, which is a multiple of the step. */
export const stepsIn = (value: number, step: Step): number => {
  const steps = Math.round((value * powerOfTen(step.digits)) / step.units);
  return steps === 0 ? 0 : steps;
};

/** Whether `value`, written with at most `digits` decimals, is a whole number of steps. */
export function isOnStep(value: number, digits: number, step: Step): boolean {
  const fine = Math.max(digits, step.digits);
  const perStep = step.units * powerOfTen(fine - step.digits);
  return Math.round(value * powerOfTen(fine)) % perStep === 0;
}

/** The step that holds every value of the columns: the reference step where it fits, else the finest decimal seen. */
export function fittingStep(reference: Step | null, digits: number, columns: readonly (readonly number[])[]): { readonly step: Step; readonly offStep: number; readonly example: number | null } {
  const finest: Step = { units: 1, digits: Math.max(digits, reference?.digits ?? 0) };
  if (!reference) return { step: finest, offStep: 0, example: null };
  let offStep = 0;
  let example: number | null = null;
  for (const column of columns) {
    for (const value of column) {
      if (Number.isNaN(value) || isOnStep(value, digits, reference)) continue;
      offStep += 1;
      example ??= value;
    }
  }
  return { step: offStep === 0 ? reference : finest, offStep, example };
}
