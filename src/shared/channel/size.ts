/** The size of a value on carriers that clone it, so that the limit on messages holds where there are no bytes to count. */

/** Deepest nesting of a message. */
export const messageDepthMax = 64;

/**
 * An upper estimate of a plain value's encoded bytes, or Infinity as soon as it passes `max`, nests deeper than
 * `messageDepthMax` or holds what is no plain value. Work is bounded by `max`, not by the value.
 */
export function messageSize(value: unknown, max: number): number {
  return sizeWithin(value, max, 0);
}

function sizeWithin(value: unknown, max: number, depth: number): number {
  switch (typeof value) {
    case 'undefined':
    case 'boolean':
      return 1;
    case 'number':
    case 'bigint':
      return 9;
    case 'string':
      return value.length * 3 + 5;
    case 'object':
      return value === null ? 1 : objectSize(value, max, depth);
    default:
      return Infinity;
  }
}

function objectSize(value: object, max: number, depth: number): number {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return value.byteLength + 8;
  if (depth >= messageDepthMax) return Infinity;
  let total = 5;
  if (Array.isArray(value)) {
    if (value.length > max) return Infinity;
    for (const item of value) {
      total += sizeWithin(item, max - total, depth + 1);
      if (total > max) return Infinity;
    }
    return total;
  }
  if (value instanceof Map || value instanceof Set) return Infinity;
  for (const key of Object.keys(value)) {
    total += key.length * 3 + 5 + sizeWithin((value as Record<string, unknown>)[key], max - total, depth + 1);
    if (total > max) return Infinity;
  }
  return total;
}
