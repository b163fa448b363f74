/** The features in words, and the order in which a model's explanation lists them. */
import type { FeatureInfo } from '../../shared/contract/signals.ts';
import { useStreamPart } from '../stores/use-stream.ts';
import { useQuery } from './use-call.ts';

const none: readonly FeatureInfo[] = [];

export interface FeatureWords {
  readonly features: readonly FeatureInfo[];
  /** Names in the order of the contributions of the model with this hash. */
  readonly namesOf: (modelHash: string) => readonly string[];
}

export function useFeatures(): FeatureWords {
  const features = useQuery('signals.features', {}).value ?? none;
  const models = useStreamPart('signals.models', {}, (state) => state.value);
  return {
    features,
    namesOf: (modelHash) => models?.find((model) => model.modelHash === modelHash)?.card?.featureNames ?? features.map((feature) => feature.name),
  };
}
