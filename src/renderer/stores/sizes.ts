/** The sizes that this person trades of each instrument: the presets, and the one that is chosen. Kept in localStorage. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Instrument } from '../../shared/domain/instrument.ts';
import { quantityLots, type QuantityLots } from '../../shared/domain/numbers.ts';

export interface Sizes {
  /** Lots, ascending, each once; at most `presetsMax`. */
  readonly presets: readonly QuantityLots[];
  readonly chosen: QuantityLots;
}

type SizesBySymbol = Readonly<Record<string, Sizes>>;

const key = 'candor.sizes';
export const presetsMax = 5;
const symbolsMax = 1000;

const sizesStore = createStore<{ readonly bySymbol: SizesBySymbol }>(() => ({
  bySymbol: readSizes(typeof localStorage === 'undefined' ? null : localStorage.getItem(key)),
}));

/**
 * Where nothing was chosen yet: one, five and ten times a round lot. The round lot is the power of ten nearest below a
 * ten-thousandth of what trades in a day, so that ten of it are no more than a tenth of a percent of ADV.
 */
export function defaultSizes(instrument: Pick<Instrument, 'averageDailyVolumeLots'>): Sizes {
  const share = (instrument.averageDailyVolumeLots ?? 0) / 10_000;
  const round = share >= 1 ? 10 ** Math.floor(Math.log10(share)) : 1;
  return { presets: [round, 5 * round, 10 * round].map(quantityLots), chosen: quantityLots(round) };
}

export const useSizes = (instrument: Instrument | undefined): Sizes | null => {
  const own = useStore(sizesStore, (s) => (instrument && Object.hasOwn(s.bySymbol, instrument.symbol) ? s.bySymbol[instrument.symbol] : undefined));
  return own ?? (instrument ? defaultSizes(instrument) : null);
};

export const chooseSize = (instrument: Instrument, chosen: QuantityLots): void => change(instrument, (old) => ({ ...old, chosen }));

/** Keeps a size as a preset, or drops it when it is one. With all places taken the nearest preset gives way. */
export const togglePreset = (instrument: Instrument, size: QuantityLots): void => change(instrument, (old) => ({ ...old, presets: toggled(old.presets, size) }));

/** The next larger (1) or smaller (-1) preset than what is chosen; the same when there is none. */
export function steppedSize({ presets, chosen }: Sizes, by: 1 | -1): QuantityLots {
  return (by > 0 ? presets.find((p) => p > chosen) : presets.findLast((p) => p < chosen)) ?? chosen;
}

export function toggled(presets: readonly QuantityLots[], size: QuantityLots): readonly QuantityLots[] {
  if (presets.includes(size)) return presets.length > 1 ? presets.filter((p) => p !== size) : presets;
  const nearest = presets.length < presetsMax ? null : [...presets].sort((a, b) => Math.abs(a - size) - Math.abs(b - size))[0];
  return [...presets.filter((p) => p !== nearest), size].sort((a, b) => a - b);
}

function change(instrument: Instrument, next: (old: Sizes) => Sizes): void {
  const { bySymbol } = sizesStore.getState();
  const { [instrument.symbol]: own, ...others } = bySymbol;
  const kept = Object.entries(others).slice(-(symbolsMax - 1));
  sizesStore.setState({ bySymbol: { ...Object.fromEntries(kept), [instrument.symbol]: next(own ?? defaultSizes(instrument)) } });
  localStorage.setItem(key, JSON.stringify(sizesStore.getState().bySymbol));
}

/** Sizes out of stored text; what makes no sense is left out. */
export function readSizes(text: string | null): SizesBySymbol {
  let found: unknown;
  try {
    found = text === null ? {} : JSON.parse(text);
  } catch {
    return {};
  }
  if (typeof found !== 'object' || found === null) return {};
  return Object.fromEntries(Object.entries(found as Record<string, Partial<Sizes> | null>).flatMap(([symbol, sizes]) => {
    const presets = Array.isArray(sizes?.presets) ? (sizes.presets as unknown[]).filter(isSize).slice(0, presetsMax) : [];
    return presets.length > 0 && isSize(sizes?.chosen) ? [[symbol, { presets: [...new Set(presets)].sort((a, b) => a - b), chosen: sizes.chosen }]] : [];
  }));
}

const isSize = (value: unknown): value is QuantityLots => Number.isSafeInteger(value) && (value as number) > 0;
