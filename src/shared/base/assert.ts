/** Assertions for programmer errors. They stay on in production: wrong and running is worse than stopped. */

export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/** Throws unless `condition` holds. The message says why we know it must. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** Returns `value`, or throws when it is null or undefined. `why` says why we know that it is there. */
export function must<T>(value: T | null | undefined, why: string): T {
  if (value === null || value === undefined) throw new AssertionError(`expected a value: ${why}`);
  return value;
}

/** For the default branch of a switch over a closed union: does not compile while a case is missing. */
export function unreachable(value: never, where: string): never {
  throw new AssertionError(`unreachable value in ${where}: ${JSON.stringify(value)}`);
}
