/** The features of a card in their economic groups, for explanations of groups as wholes. */
import type { FeatureGroups } from '../../../shared/explain/groups.ts';
import { featureGroupLabels, featureGroups } from '../../../shared/features/feature-spec.ts';
import { featureIndex, featureSchema } from '../../../shared/features/schema.ts';

export interface CardGroups {
  /** Numbers of the card's features. */
  readonly groups: FeatureGroups;
  readonly named: readonly { readonly label: string; readonly features: readonly string[] }[];
}

/** Groups that the card has a feature of, in the order of the schema's groups. */
export function cardGroups({ featureNames }: { readonly featureNames: readonly string[] }): CardGroups {
  const present = featureGroups.map((group) => ({
    label: featureGroupLabels[group], places: featureNames.flatMap((name, j) => (featureSchema[featureIndex(name)]?.group === group ? [j] : [])),
  })).filter(({ places }) => places.length > 0);
  return { groups: present.map(({ places }) => places), named: present.map(({ label, places }) => ({ label, features: places.map((j) => featureNames[j] ?? '') })) };
}
