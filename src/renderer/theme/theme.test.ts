/** Contrast of every token that carries meaning, in each theme and palette: WCAG 2.2 AA, 4.5 for text and 3 for marks. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { paletteNames, themeNames } from './theme.ts';

type Tokens = Readonly<Record<string, string>>;

const css = ['dark.css', 'light.css', 'palettes.css'].map((name) => readFileSync(new URL(`./${name}`, import.meta.url), 'utf8')).join('\n');

/** Later and more specific rules win, as in a browser: a rule that names the palette overrides one that does not. */
function tokensOf(theme: string, palette: string): Tokens {
  const found: Record<string, string> = {};
  for (const specific of [false, true]) {
    for (const rule of css.matchAll(/:root\[data-theme='(\w+)'\](?:\[data-palette='([\w-]+)'\])? \{([^}]*)\}/g)) {
      const [, ruleTheme, rulePalette, body = ''] = rule;
      if (ruleTheme !== theme || (rulePalette !== undefined) !== specific || (specific && rulePalette !== palette)) continue;
      for (const [, name = '', value = ''] of body.matchAll(/(--[\w-]+):\s*([^;]+);/g)) found[name] = value.trim();
    }
  }
  return found;
}

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string | undefined, b: string | undefined): number {
  if (!a?.startsWith('#') || !b?.startsWith('#')) throw new Error(`not a colour: ${a} on ${b}`);
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const texts = ['--text-strong', '--text', '--text-2', '--text-3', '--up', '--down', '--warn', '--danger', '--unresolved', '--stale', '--accent', '--model-1', '--model-2', '--model-3', '--model-4', '--model-5', '--model-6', '--model-7'];
const grounds = ['--bg-panel', '--bg-raised', '--bg-selected', '--bg-hover'];
const links = ['--link-blue', '--link-orange', '--link-green', '--link-purple'];
const fills = ['--up-fill', '--down-fill', '--danger-fill', '--accent-fill'];

describe.each(themeNames.flatMap((theme) => paletteNames.map((palette) => [theme, palette] as const)))('%s, %s', (theme, palette) => {
  const tokens = tokensOf(theme, palette);

  it.each(texts)('%s can be read on every ground', (name) => {
    for (const ground of grounds) expect(contrast(tokens[name], tokens[ground]), `${name} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  });

  it.each(fills)('what is written on %s can be read', (name) => {
    expect(contrast(tokens['--on-fill'], tokens[name])).toBeGreaterThanOrEqual(4.5);
  });

  it.each(links)('the mark of %s is seen on every ground, and so is its letter', (name) => {
    for (const ground of grounds) expect(contrast(tokens[name], tokens[ground]), `${name} on ${ground}`).toBeGreaterThanOrEqual(3);
    expect(contrast(tokens['--link-ink'], tokens[name])).toBeGreaterThanOrEqual(4.5);
  });

  it('shows where a field and the focus are', () => {
    expect(contrast(tokens['--line-field'], tokens['--bg-panel'])).toBeGreaterThanOrEqual(3);
    expect(contrast(tokens['--accent'], tokens['--bg-panel'])).toBeGreaterThanOrEqual(3);
  });
});
