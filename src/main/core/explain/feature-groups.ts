/** The features of a card in their economic groups, each series of moments a group of its own, for explanations of groups as wholes. */
import type { FeatureGroups } from '../../../shared/explain/groups.ts';
import { featureGroupLabels, featureGroups } from '../../../shared/features/feature-spec.ts';
import { featureIndex, featureSchema } from '../../../shared/features/schema.ts';

export interface CardGroups {
  /** Numbers of the card's features. */
  readonly groups: FeatureGroups;
  readonly named: readonly { readonly label: string; readonly features: readonly string[] }[];
}

/** Groups that the card has a feature of, in the order of the schema's groups, and after them the series of which it has more than one moment. */
export function cardGroups({ featureNames }: { readonly featureNames: readonly string[] }): CardGroups {
  const specs = featureNames.map((name) => featureSchema[featureIndex(name)]);
  const placesOf = (isIn: (spec: (typeof specs)[number]) => boolean): number[] => specs.flatMap((spec, j) => (isIn(spec) ? [j] : []));
  const names = new Set(specs.flatMap((spec) => spec?.series?.name ?? []));
  const series = [...names].map((name) => ({ label: labelOf(name), places: placesOf((spec) => spec?.series?.name === name) })).filter(({ places }) => places.length > 1);
  const taken = new Set(series.flatMap(({ places }) => places));
  const economic = featureGroups.map((group) => ({ label: featureGroupLabels[group], places: placesOf((spec) => spec?.group === group).filter((j) => !taken.has(j)) }));
  const present = [...economic.filter(({ places }) => places.length > 0), ...series];
  return { groups: present.map(({ places }) => places), named: present.map(({ label, places }) => ({ label, features: places.map((j) => featureNames[j] ?? '') })) };
}

/** A series in the words of its feature of now. */
const labelOf = (name: string): string => featureSchema[featureIndex(name)]?.label ?? name;
