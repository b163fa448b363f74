import { describe, expect, it } from 'vitest';
import { parseCommandLine } from './options.ts';

describe('command line', () => {
  it('has defaults for everything', () => {
    expect(parseCommandLine([])).toMatchObject({ ok: true, value: { tapes: [], seed: 1, speed: 1, isLockstep: false, warmupBars: 0, orderPort: 0, epoch: null } });
  });

  it('reads what is given', () => {
    expect(parseCommandLine(['--tape', 'a', '--tape', 'b', '--instruments', 'X,Y', '--speed', 'max', '--lockstep', '--warmup', '50'])).toMatchObject({
      ok: true, value: { tapes: ['a', 'b'], instruments: ['X', 'Y'], speed: 1_000_000_000, isLockstep: true, warmupBars: 50 },
    });
  });

  it('names every bad value', () => {
    const result = parseCommandLine(['--speed', '0', '--seed', 'x', '--order-port', '70000', '--tape', 'a', '--synthetic', '--loop']);
    expect(result.ok ? '' : result.error.split('\n')).toEqual([
      '--speed 0: a number above 0, or max', '--tape and --synthetic: one of them', '--loop: only for a synthetic market',
      '--seed x: a whole number from 0 to 2147483647', '--order-port 70000: a whole number from 0 to 65535',
    ]);
    expect(parseCommandLine(['--nonsense'])).toMatchObject({ ok: false });
  });
});
