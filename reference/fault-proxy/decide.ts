/** What happens to one frame: a pure function of seed, channel and frame number, so that a run can be told again. */
import { seededRandom, seedFrom } from '../../src/shared/base/random.ts';
import type { Rates } from './plan.ts';

export interface Decision {
  readonly drop: boolean;
  readonly duplicate: boolean;
  readonly reorder: boolean;
  /** Seed of the damage; null for none. */
  readonly corrupt: number | null;
  readonly delayMs: number;
  /** Above 0: the direction goes silent for so long, this frame included. */
  readonly halfOpenMs: number;
}

/** Every draw is made whatever the rates are: changing one rate changes no other decision. */
export function decide(seed: number, channel: string, frameNumber: number, rates: Rates): Decision {
  const random = seededRandom(seedFrom(`${seed} ${channel} ${frameNumber}`));
  const [drop, duplicate, reorder, corrupt, delay, halfOpen] = [random.uniform(), random.uniform(), random.uniform(), random.uniform(), random.uniform(), random.uniform()];
  const [damage, delayLength, silence] = [random.integer(2 ** 31), random.uniform(), random.uniform()];
  return {
    drop: drop < rates.drop,
    duplicate: duplicate < rates.duplicate,
    reorder: reorder < rates.reorder,
    corrupt: corrupt < rates.corrupt ? damage : null,
    delayMs: delay < rates.delay ? Math.round(delayLength * rates.delayMsMax) : 0,
    halfOpenMs: halfOpen < rates.halfOpen ? Math.round(silence * rates.halfOpenMsMax) : 0,
  };
}

/** A byte that no MessagePack value begins with. */
const neverUsed = 0xc1;
/** Bytes changed beside the first. */
const flipsMax = 8;

/** A copy that no MessagePack reader takes: TCP's own checksum would let none of it pass, and CURVE's would not either. */
export function damaged(frame: Uint8Array, seed: number): Uint8Array {
  const copy = Uint8Array.from(frame);
  const random = seededRandom(seed);
  for (let n = random.integer(flipsMax); n > 0 && copy.length > 1; n--) {
    const at = 1 + random.integer(copy.length - 1);
    copy[at] = (copy[at] ?? 0) ^ (1 << random.integer(8));
  }
  if (copy.length > 0) copy[0] = neverUsed;
  return copy;
}
