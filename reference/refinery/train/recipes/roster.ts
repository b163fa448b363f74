/** The seven recipes, in the order of docs/specs/models.md. */
import { bookDeep } from './book-deep.ts';
import { directionForest } from './direction-forest.ts';
import { driftLinear } from './drift-linear.ts';
import { edgeLogistic } from './edge-logistic.ts';
import { fillSvm } from './fill-svm.ts';
import { rangeBoost } from './range-boost.ts';
import type { Recipe } from './recipe.ts';
import { regimeTree } from './regime-tree.ts';

export const recipes: readonly Recipe[] = [driftLinear, edgeLogistic, regimeTree, directionForest, fillSvm, bookDeep, rangeBoost];

export const recipeOf = (modelId: string): Recipe | undefined => recipes.find((recipe) => recipe.modelId === modelId);
