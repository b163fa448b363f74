/** What a model's output is made of, feature by feature: name, words, value, its usual range, and what it adds. Pure. */
import type { FeatureInfo } from '../../../shared/contract/signals.ts';
import type { Explanation } from '../../../shared/domain/explanation.ts';
import type { ModelCard } from '../../../shared/domain/model-card.ts';
import type { Signal } from '../../../shared/domain/signal.ts';
import { formatNumber, formatSignificant, nothing } from '../../ui/format.ts';

export interface Part {
  readonly name: string;
  /** Words that a trader understands. */
  readonly label: string;
  /** 'sigma', 'ratio', 'log' or what the core calls it. */
  readonly unit: string;
  /** What was observed; null where it could not be computed and the model saw its stated default. */
  readonly value: number | null;
  /** The default that stood in for a missing value; null when the card is not at hand. */
  readonly standIn: number | null;
  /** Its mean in training: the background that contributions count from; null when the card is not at hand. */
  readonly usual: number | null;
  /** Range seen in training (0.1 % and 99.9 % quantiles). */
  readonly range: { readonly low: number; readonly high: number } | null;
  readonly outside: 'below' | 'above' | null;
  /** Contribution to the margin, in its own unit. */
  readonly margin: number;
  /** The same in the unit that it is drawn in. */
  readonly adds: number;
  /** Standard error of `adds`; null where the method is exact. */
  readonly error: number | null;
  readonly info: FeatureInfo | null;
  /** Labels of the features that it stands for, where groups were explained as wholes; null for one feature. */
  readonly members: readonly string[] | null;
  /** The steps of a series that were folded into it, in the order of the card; absent for one feature. */
  readonly steps?: readonly Part[];
}

/** The unit that contributions are drawn in: basis points of return where the margin is a return, log-odds as they are. Never odds: they do not add up. */
export interface Scale {
  readonly unit: 'bp' | 'log-odds';
  readonly perMargin: number;
  readonly digits: number;
}

export const scaleOf = (explanation: Pick<Explanation, 'unit'>, horizonVolatilityBp: number): Scale =>
  explanation.unit === 'sigma' ? { unit: 'bp', perMargin: horizonVolatilityBp, digits: 1 } : { unit: 'log-odds', perMargin: 1, digits: 2 };

/** A contribution or a sum with its sign, in the scale's decimals. */
export const formatAdds = (value: number, scale: Pick<Scale, 'digits'>): string => formatNumber(value, scale.digits, 'always');

export interface PartsInputs {
  readonly explanation: Explanation;
  /** Feature values in schema order. */
  readonly values: Signal['features'];
  readonly features: readonly FeatureInfo[];
  /** Of the model that is explained, when it is at hand. */
  readonly card: ModelCard | null;
  readonly scale: Scale;
}

/** One part a contribution, in the order of the card. */
export function partsOf({ explanation, values, features, card, scale }: PartsInputs): readonly Part[] {
  const infos = new Map(features.map((info) => [info.name, info]));
  // Contributions are in the order of the card, features in that of the schema.
  const places = new Map(features.map((info, place) => [info.name, place]));
  if (explanation.groups) return groupsOf(explanation.groups, explanation, infos, scale);
  const names = card?.featureNames ?? features.map((info) => info.name);
  return explanation.contributions.map((margin, i): Part => {
    const name = names[i] ?? `feature ${i + 1}`;
    const info = infos.get(name) ?? null;
    const value = values[places.get(name) ?? i] ?? null;
    const range = card?.featureRanges[i] ?? null;
    const error = explanation.standardErrors?.[i];
    return {
      name,
      label: info?.label ?? name,
      unit: info?.unit ?? '',
      value,
      standIn: value === null ? card?.missingDefaults[i] ?? null : null,
      usual: card?.missingDefaults[i] ?? null,
      range,
      outside: value === null || !range ? null : value < range.low ? 'below' : value > range.high ? 'above' : null,
      margin,
      adds: margin * scale.perMargin,
      error: error === undefined || !Number.isFinite(error) ? null : error * scale.perMargin,
      info,
      members: null,
    };
  });
}

const groupsOf = (groups: NonNullable<Explanation['groups']>, explanation: Explanation, infos: ReadonlyMap<string, FeatureInfo>, scale: Scale): readonly Part[] => groups.map(({ label, features }, i): Part => {
  const margin = explanation.contributions[i] ?? 0;
  return { name: `group ${label}`, label, unit: '', value: null, standIn: null, usual: null, range: null, outside: null, margin, adds: margin * scale.perMargin, error: null, info: null, members: features.map((name) => infos.get(name)?.label ?? name) };
});

/** What stands in the place of a value: the value, that it is missing, or how many features a group has. */
export const valueWords = (part: Part): string =>
  (part.steps ? `${part.steps.length} steps` : part.members ? `${part.members.length} feature${part.members.length === 1 ? '' : 's'}` : part.value === null ? `default ${formatFeature(part.standIn, part.unit)}` : `${part.outside === null ? '' : '⚠ '}${formatFeature(part.value, part.unit)}`);

/** Parts against a side, strongest first. `sign` is +1 for a buy, -1 for a sell. */
export const against = (parts: readonly Part[], sign: 1 | -1): readonly Part[] =>
  parts.filter((part) => sign * part.margin < 0).sort((a, b) => sign * a.margin - sign * b.margin);

/** Parts that support a side, strongest first. */
export const supporting = (parts: readonly Part[], sign: 1 | -1): readonly Part[] =>
  parts.filter((part) => sign * part.margin > 0).sort((a, b) => sign * b.margin - sign * a.margin);

/** A feature's value with its unit: `+1.24 σ`, `−0.31`, and a logarithm of a ratio as the ratio itself, `×1.27`. */
export function formatFeature(value: number | null, unit: string): string {
  if (value === null) return nothing;
  if (unit === 'sigma' || unit === 'σ') return `${formatNumber(value, 2, 'always')} σ`;
  if (unit === 'log') return `×${formatNumber(Math.exp(value), 2)}`;
  if (unit === 'ratio' || unit === '') return formatNumber(value, 2, 'always');
  return `${formatSignificant(value, 3)} ${unit}`;
}

/** What a value of this unit is, in words, for the glossary. */
export function unitWords(unit: string): string {
  if (unit === 'sigma') return 'in σ, multiples of usual volatility';
  if (unit === 'ratio') return 'a ratio from −1 to +1';
  if (unit === 'log') return 'a multiple of usual; the model sees its logarithm';
  return unit;
}

/** A gap or tolerance: one significant digit, never an exponent. */
export function formatTiny(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  return size < 1e-8 ? 'under 0.00000001' : formatSignificant(size, 1);
}
