/** What stands among models, and how much of it is told. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { misplacedMax, placesIn } from './model-places.ts';

let dir: string;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'candor-places-')); });
afterEach(() => { rmSync(dir, { recursive: true }); });

it('[IM-27] a folder full of other things is told of in so many lines and one, not journalled name by name', async () => {
  for (let i = 0; i < 3 * misplacedMax; i++) mkdirSync(join(dir, `No Model ${i}`));
  mkdirSync(join(dir, 'drift-linear', '1.0.0'), { recursive: true });
  const { places, misplaced } = await placesIn(dir, {});
  expect(places).toEqual([{ modelId: 'drift-linear', version: '1.0.0' }]);
  expect(misplaced).toHaveLength(misplacedMax + 1);
  expect(misplaced.at(-1)).toEqual({ modelId: 'models', version: '', problem: `NO_MODEL_ID: ${2 * misplacedMax} more things in ${dir} that are none` });
});
