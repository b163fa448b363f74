import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from './canonical-json.ts';

/** JSON values without -0, which JSON text cannot tell from 0. */
const json = fc.jsonValue().filter((value) => !holdsMinusZero(value));

function holdsMinusZero(value: unknown): boolean {
  if (Object.is(value, -0)) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsMinusZero);
}

const reordered = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([k, v]) => [k, reordered(v)]));
};

test('[ST-16] every JSON value comes back from its canonical text', () => {
  fc.assert(fc.property(json, (value) => { expect(JSON.parse(canonicalJson(value))).toEqual(value); }), { numRuns: 2000 });
});

test('[ST-16] the order of keys does not change the text, and the text is a fixed point', () => {
  fc.assert(fc.property(json, (value) => {
    const text = canonicalJson(value);
    expect(canonicalJson(reordered(value))).toBe(text);
    expect(canonicalJson(JSON.parse(text))).toBe(text);
  }), { numRuns: 2000 });
});

test('[ST-16] what JSON cannot say is refused; absent and undefined members are the same', () => {
  for (const value of [Number.NaN, Infinity, 1n, undefined, Symbol('x'), [undefined], { f: () => 1 }]) expect(() => canonicalJson(value)).toThrow(TypeError);
  expect(canonicalJson({ b: undefined, a: -0 })).toBe('{"a":0}');
});
