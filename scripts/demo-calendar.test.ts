import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { demoCalendar } from './demo-calendar.ts';

it('no day is played twice by one profile, and none before today', () => {
  const dir = mkdtempSync(join(tmpdir(), 'candor-calendar-'));
  const path = join(dir, 'demo-calendar.json');
  const now = Date.UTC(2026, 4, 4, 12);
  const first = demoCalendar(path, now);
  expect(first.firstDay).toBe('2026-05-04');
  first.used(10);
  const second = demoCalendar(path, now);
  expect(second.firstDay).toBe('2026-05-05');
  second.used(10);
  expect(demoCalendar(path, now + 30 * 86_400_000).firstDay).toBe('2026-06-03');
  rmSync(dir, { recursive: true });
});
