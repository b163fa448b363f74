/** One explanation with all that is needed to draw it: of the model that proposes, or of any other that spoke at the same bar. */
import type { FeatureInfo, ModelInfo } from '../../../shared/contract/signals.ts';
import { calibratedOdds } from '../../../shared/calibration/calibration-map.ts';
import type { Explanation, ExplanationMethod } from '../../../shared/domain/explanation.ts';
import type { ModelCard, ModelFamily, ModelHead } from '../../../shared/domain/model-card.ts';
import type { Signal } from '../../../shared/domain/signal.ts';
import type { ChosenHead } from '../../stores/why-view.ts';
import { partsOf, scaleOf, type Part, type Scale } from './parts.ts';
import { foldSeries } from './series.ts';

export interface Reasoning {
  readonly explanation: Explanation;
  /** Null while the model's card is not at hand. */
  readonly card: ModelCard | null;
  readonly scale: Scale;
  /** One a feature, or one a group. */
  readonly parts: readonly Part[];
  /** The same with the steps of each series folded into one. */
  readonly rows: readonly Part[];
}

export const reasoningOf = (explanation: Explanation, signal: Signal, features: readonly FeatureInfo[], card: ModelCard | null): Reasoning => {
  const scale = scaleOf(explanation, signal.horizonVolatilityBp);
  const parts = partsOf({ explanation, values: signal.features, features, card, scale });
  return { explanation, card, scale, parts, rows: foldSeries(parts) };
};

export interface HeadChoice {
  /** Null for the explanation that the signal carries. */
  readonly chosen: ChosenHead | null;
  /** `edge-logistic: Target before stop`. */
  readonly label: string;
}

/** What can be explained: the champion's output, then each output of each model that spoke. */
export function headChoices(signal: Signal, cardOf: (modelHash: string) => ModelCard | null): readonly HeadChoice[] {
  const { explanation } = signal;
  const label = (modelId: string, name: string, card: ModelCard | null): string => `${modelId}: ${card?.heads.find((head) => head.name === name)?.label ?? name}`;
  return [
    { chosen: null, label: label(explanation.modelId, explanation.head, cardOf(explanation.modelHash)) },
    ...signal.views.flatMap((view) => (view.problem !== null ? [] : view.heads.map(({ name }): HeadChoice => ({ chosen: { modelId: view.modelId, head: name }, label: label(view.modelId, name, cardOf(view.modelHash)) })))),
  ];
}

/** Methods that fit a family beside the one that its card is explained by; the first is asked for when none is chosen. */
export const methodsOf: Readonly<Record<ModelFamily, readonly ExplanationMethod[]>> = {
  linear: ['linear-closed-form'], logistic: ['linear-closed-form'],
  tree: ['tree-interventional', 'tree-path-dependent'], forest: ['tree-interventional', 'tree-path-dependent'], boosting: ['tree-interventional', 'tree-path-dependent'],
  svm: ['rbf-interventional'], network: ['permutation-antithetic', 'groups-exact'],
};

export const methodWords: Readonly<Record<ExplanationMethod, string>> = {
  'linear-closed-form': 'exact, closed form: weight × (value − background mean)',
  'tree-path-dependent': 'exact over paths of the trees, unknown features by training cover',
  'tree-interventional': 'exact over the trees, unknown features from the background',
  'rbf-interventional': 'exact over the kernel, unknown features from the background',
  'permutation-antithetic': 'estimated by permutations and their reverses, unknown features from the background',
  'groups-exact': 'exact over groups of features, unknown groups from the background',
};

/** The odds of a head alone at a margin: calibrated, against the rest where there are several heads. Null where it gives none. */
export function oddsAt(head: Pick<ModelHead, 'calibration' | 'unit'> | undefined, margin: number): number | null {
  return head?.calibration && head.unit === 'log-odds' ? calibratedOdds(head.calibration, margin) : null;
}

export const cardIn = (models: readonly ModelInfo[] | undefined, modelHash: string): ModelCard | null => models?.find((model) => model.modelHash === modelHash)?.card ?? null;
