/** The weights of a linear or logistic model in the order of their size, in the unit of its margin. Pure. */
import type { FeatureInfo } from '../../../shared/contract/signals.ts';
import type { ModelCard } from '../../../shared/domain/model-card.ts';

export interface Weight {
  readonly name: string;
  readonly label: string;
  readonly meaning: string | null;
  /** Change of the margin when the feature rises by one of its unit. */
  readonly coefficient: number;
  /**
   * Change of the margin over half of the feature's training range (0.1 % to 99.9 %): what the feature can do
   * at most, comparable between features of different units.
   */
  readonly reach: number;
  /** -1 to 1, of the widest reach. */
  readonly share: number;
}

export function weightsOf(card: ModelCard, features: readonly FeatureInfo[]): readonly Weight[] {
  const infos = new Map(features.map((info) => [info.name, info]));
  const raw = card.featureNames.map((name, i) => {
    const coefficient = card.linear?.coefficients[i] ?? 0;
    const range = card.featureRanges[i];
    const info = infos.get(name);
    return { name, label: info?.label ?? name, meaning: info?.meaning ?? null, coefficient, reach: range ? (coefficient * (range.high - range.low)) / 2 : 0 };
  });
  const widest = Math.max(1e-12, ...raw.map((weight) => Math.abs(weight.reach)));
  return raw
    .map((weight) => ({ ...weight, share: weight.reach / widest }))
    .sort((a, b) => Math.abs(b.reach) - Math.abs(a.reach) || (a.name < b.name ? -1 : 1));
}

/** `raises the expected return when high`, or lowers it, or `not used`; of a model of odds, the odds. */
export const weightWords = (weight: Pick<Weight, 'coefficient'>, what = 'the expected return'): string =>
  weight.coefficient === 0 ? 'not used' : `${weight.coefficient > 0 ? 'raises' : 'lowers'} ${what} when high`;
