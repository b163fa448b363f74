/** What a recipe of a model says: the question, the rows, the learner, and the words of its card. */
import type { ModelCard, ModelFamily, ModelHead, ModelRole } from '../../../../src/shared/domain/model-card.ts';
import { featureSchema } from '../../../../src/shared/features/schema.ts';
import type { Labeller } from '../../../../src/shared/labels/series.ts';
import type { FamilySettings, Target } from '../families.ts';

export interface Recipe {
  readonly modelId: string;
  readonly family: ModelFamily;
  readonly role: ModelRole;
  readonly objective: ModelCard['objective'];
  readonly perspective: ModelCard['perspective'];
  readonly horizonBars: number;
  /** Names of the schema, in its order, or series by series; why these and no others stands beside them. */
  readonly features: readonly string[];
  readonly heads: readonly (Pick<ModelHead, 'name' | 'label' | 'unit'> & { readonly target: Target })[];
  readonly labeller: Labeller;
  /** Takes every so-many-th bar of an instrument. */
  readonly stride: number;
  readonly settings: Partial<FamilySettings>;
  /** Rows that stand for 'not known'; 0: one row of means, which is exact for sums of features. */
  readonly backgroundRows: number;
  /** Families trained on the same rows and label, to show what complexity buys. */
  readonly rivals: readonly ModelFamily[];
  /** Share of its features that may be missing; unless given, all but those that prices of bars give. */
  readonly missingShareMax?: number;
  readonly words: Pick<ModelCard, 'problem' | 'summary' | 'label' | 'successCriteria' | 'limitsOfUse' | 'knownFailures'>;
}

type Group = (typeof featureSchema)[number]['group'];

/** The features of now of these groups, in schema order, less those named: moments of a series before now are for what looks along them. */
export const featuresOf = (groups: readonly Group[], without: readonly string[] = []): readonly string[] =>
  featureSchema.filter((f) => groups.includes(f.group) && !without.includes(f.name) && (f.series?.barsAgo ?? 0) === 0).map((f) => f.name);

/** All moments of these series, one series after the other, each from now back. */
export const seriesOf = (names: readonly string[]): readonly string[] => names.flatMap((name) =>
  featureSchema.filter((f) => f.series?.name === name).sort((a, b) => (a.series?.barsAgo ?? 0) - (b.series?.barsAgo ?? 0)).map((f) => f.name));

/** Said of every model of market data. */
export const commonLimits = (horizonBars: number): readonly string[] => [
  `bars of one length, ${horizonBars} bars ahead; not across a pause in trading`,
  'abstains when more features are missing than allowed, or lie far outside the training range',
  'not validated on instruments or markets outside its training history',
];

/** The market as a whole; own orders are in no history, and clock and calendar have no sign that carries over to other trading hours. */
export const marketGroups = ['momentum', 'reversal', 'session', 'regime', 'volatility', 'volume', 'trades', 'book'] as const;
