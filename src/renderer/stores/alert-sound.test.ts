import { describe, expect, it } from 'vitest';
import { maySound, quietMs } from './alert-sound.ts';

describe('sound of alerts', () => {
  it('[AL-12] sounds once in a while, however many alerts come', () => {
    const last = { atMs: 1_000, severity: 'warn' } as const;
    expect(maySound('warn', 1_000, null)).toBe(true);
    expect([0, 1, quietMs - 1, quietMs].map((ms) => maySound('warn', 1_000 + ms, last))).toEqual([false, false, false, true]);
  });

  it('[AL-12] what is more urgent than the last is heard at once, what is less waits', () => {
    const last = { atMs: 1_000, severity: 'warn' } as const;
    expect([maySound('danger', 1_001, last), maySound('info', 1_001, last)]).toEqual([true, false]);
  });
});
