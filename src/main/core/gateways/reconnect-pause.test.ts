import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../shared/base/random.ts';
import { ReconnectPause } from './reconnect-pause.ts';

describe('the pause before the next attempt', () => {
  it('[RC-11] does not grow while nobody answers', () => {
    const pause = new ReconnectPause(seededRandom(1));
    const pauses = Array.from({ length: 1000 }, () => pause.next('silent'));
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(50);
    expect(Math.max(...pauses)).toBeLessThan(200);
    expect(new Set(pauses.map((ms) => Math.round(ms / 10))).size).toBeGreaterThan(10); // drawn, not fixed
  });

  it('[RC-11] grows while the OMS says no, to 8 s and not beyond, and begins anew after a session that stood', () => {
    const pause = new ReconnectPause(seededRandom(2));
    const pauses = Array.from({ length: 12 }, () => pause.next('told'));
    expect(pauses[0]).toBeLessThan(200); // the first no: the next Logon says something else
    for (const [i, ms] of pauses.entries()) {
      if (i === 0) continue;
      const whole = Math.min(8000, 250 * 2 ** (i - 1));
      expect(ms).toBeGreaterThanOrEqual(whole / 2);
      expect(ms).toBeLessThanOrEqual(whole);
    }
    expect(pause.next('silent')).toBeLessThan(200);
    expect(pause.next('told')).toBeGreaterThanOrEqual(4000); // a silence in between is no yes
    pause.stood();
    expect(pause.next('told')).toBeLessThan(200);
  });
});
