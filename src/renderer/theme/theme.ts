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

/** The hue that stands for a model everywhere: as a CSS colour to put in a style. */
const modelHues: Readonly<Record<string, `--model-${1 | 2 | 3 | 4}`>> = { 'drift-linear': '--model-1' };
export const modelHue = (modelId: string): `--model-${1 | 2 | 3 | 4}` => modelHues[modelId] ?? '--model-2';
