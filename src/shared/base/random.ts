import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Where chance comes from. The same seed gives the same draws on every machine. */
export interface Random {
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Standard normal (Box-Muller, one value a call; the second is dropped so that draws stay independent of call order). */
  normal(): number;
  /** Uniform integer in [0, below). */
  integer(below: number): number;
}

/** xoroshiro128+ (Blackman and Vigna 2018) seeded by a 32-bit integer. */
export function seededRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  const uniform = (): number => {
    const high = generator.next() >>> 5;
    const low = generator.next() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  };
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    integer: (below) => Math.floor(uniform() * below),
  };
}

/** A 32-bit seed from text (FNV-1a), so that each named stream of a seeded run draws independently. */
export function seedFrom(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash | 0;
}
