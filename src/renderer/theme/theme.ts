/** Puts the chosen theme on the page, and hands token values to what paints on a canvas. */

export const themeNames = ['dark', 'light'] as const;
export type ThemeName = (typeof themeNames)[number];
export const paletteNames = ['green-red', 'blue-orange', 'red-green'] as const;
export type PaletteName = (typeof paletteNames)[number];
export const densityNames = ['compact', 'normal', 'roomy'] as const;
export type DensityName = (typeof densityNames)[number];

export interface Look {
  readonly theme: ThemeName;
  readonly palette: PaletteName;
  readonly density: DensityName;
}

export function applyLook(look: Look, root: HTMLElement = document.documentElement): void {
  root.dataset['theme'] = look.theme;
  root.dataset['palette'] = look.palette;
  root.dataset['density'] = look.density;
}

/** The value of a token now, for a canvas: `token('--up')`. Read again when the look changes. */
export const token = (name: `--${string}`): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export type ModelHue = `--model-${1 | 2 | 3 | 4 | 5 | 6 | 7}`;

/** Token of the hue that stands for a model everywhere. One that was brought along has none of its own. */
const modelHues: Readonly<Record<string, ModelHue>> = {
  'drift-linear': '--model-1', 'edge-logistic': '--model-2', 'regime-tree': '--model-3', 'direction-forest': '--model-4', 'fill-svm': '--model-5', 'book-deep': '--model-6', 'range-boost': '--model-7',
};
export const modelHue = (modelId: string): ModelHue => modelHues[modelId] ?? '--model-2';
