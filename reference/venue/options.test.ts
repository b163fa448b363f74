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

  it('[CV-1] binds beyond this machine only with a key and a list of who is let in', () => {
    for (const bind of ['0.0.0.0', '*', '10.1.2.3', 'eth0', 'localhost.example.com']) {
      const result = parseCommandLine(['--bind', bind]);
      expect(result.ok ? '' : result.error).toBe(`--bind ${bind}: beyond this machine only with --server-key and --allow`);
      expect(parseCommandLine(['--bind', bind, '--server-key', 'k', '--allow', 'a'])).toMatchObject({ ok: true, value: { bind, serverKeyFile: 'k', allowFile: 'a' } });
    }
    for (const bind of ['127.0.0.1', '127.1.2.3', 'localhost']) expect(parseCommandLine(['--bind', bind]).ok).toBe(true);
    expect(parseCommandLine(['--server-key', 'k'])).toMatchObject({ ok: false, error: '--server-key and --allow: both or neither' });
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
