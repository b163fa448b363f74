/** Which methods explain which model, by its form and, of a network, by its size. Core, commands and screen all ask here. */
import type { ExplanationMethod } from '../domain/explanation.ts';
import type { Model } from '../models/model.ts';
import { playersMax } from './coalitions.ts';
import { enumeratedFeaturesMax } from './model-interactions.ts';

export type ModelForm = Model['kind'];

/** At least one. */
export type Methods = readonly [ExplanationMethod, ...ExplanationMethod[]];

/** What all coalitions of single features cost: 2^features x rows of the background are rows to score. */
export interface GameSize {
  readonly features: number;
  readonly backgroundRows: number;
}

/** How far all coalitions of single features are asked without being told to. */
export interface Reach {
  readonly featuresMax: number;
  /** Rows that are scored for one explanation. */
  readonly rowsMax: number;
}

/** A trader waits. */
export const liveReach: Reach = { featuresMax: enumeratedFeaturesMax, rowsMax: 65_536 };
/** Somebody asked by a command, and would rather have it exact. */
export const commandReach: Reach = { featuresMax: playersMax, rowsMax: 262_144 };

/** Made for a form, the one that is used first. A network has both of its own, and its size says which is first. */
const madeFor: Readonly<Record<Exclude<ModelForm, 'network'>, Methods>> = {
  linear: ['linear-closed-form'],
  trees: ['tree-interventional', 'tree-path-dependent'],
  svm: ['rbf-interventional'],
};

/** Those that ask any function about rows and look at nothing else of it: exact where they are affordable, else estimates with their errors. */
const ofAnyFunction = ['groups-exact', 'permutation-antithetic'] as const;

/** The methods that fit a model's form; the first is used where none is asked for. */
export function methodsOf(form: ModelForm, size: GameSize, reach: Reach = liveReach): Methods {
  if (form !== 'network') return madeFor[form];
  return isEnumerated(size, reach) ? ['groups-exact', 'permutation-antithetic'] : ['permutation-antithetic', 'groups-exact'];
}

/** The same, and then those that fit any function of so many features. */
export function allMethodsOf(form: ModelForm, size: GameSize, reach: Reach): Methods {
  const own = methodsOf(form, size, reach);
  return [own[0], ...own.slice(1), ...ofAnyFunction.filter((method) => !own.includes(method))];
}

const isEnumerated = ({ features, backgroundRows }: GameSize, { featuresMax, rowsMax }: Reach): boolean =>
  features <= featuresMax && 2 ** features * backgroundRows <= rowsMax;

/** Every so-many-th row of a background, so that all coalitions of so many players are answered in time. */
export function thinned(background: readonly Float32Array[], players: number): readonly Float32Array[] {
  const every = Math.ceil((background.length * 2 ** players) / liveReach.rowsMax);
  return background.filter((_, i) => i % every === 0);
}
