/** Features on recorded minutes: finite, bounded, the same in a batch, mirrored; skipped where the data is absent. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mirrored } from '../../../tests/kit/feature-market.ts';
import { must } from '../base/assert.ts';
import { openTape } from '../tape/open-tape.ts';
import { quoteAroundBars } from '../tape/quote-around-bars.ts';
import { featureRows, feedEngine } from './feature-rows.ts';
import { FeatureEngine } from './features.ts';
import { featureIndex, featureSchema, warmUpBars } from './schema.ts';

const file = join(process.env['CANDOR_DATA'] ?? '../shared/data', 'minute', 'us_equity_1min_2019', 'AAPL.csv');

describe.skipIf(!existsSync(file))('features of recorded minutes', () => {
  const opened = existsSync(file) ? openTape([{ name: 'AAPL.csv', text: readFileSync(file, 'utf8') }]) : null;
  const tape = opened?.ok ? quoteAroundBars(opened.value) : null;

  it('[FE-8] [FE-12] are finite, bounded and mirror, over nights too', () => {
    const { instruments, events } = must(tape, 'the file is a tape');
    const barSeconds = must(instruments[0], 'it has an instrument').barSeconds;
    const here = new FeatureEngine(barSeconds);
    const there = new FeatureEngine(barSeconds);
    let gaps = 0;
    for (const event of events()) {
      feedEngine(there, mirrored(event));
      if (!feedEngine(here, event)) continue;
      const values = here.vector().values;
      const other = there.vector().values;
      featureSchema.forEach(({ name, unit, directional }, i) => {
        const value = values[i];
        if (value === null || value === undefined) return;
        if (!Number.isFinite(value) || (unit === 'ratio' && Math.abs(value) > 1)) expect.fail(`${name} is ${value}`);
        if (!(Math.abs((other[i] ?? NaN) - (directional ? -value : value)) < 1e-6)) expect.fail(`${name} is ${value}, mirrored ${other[i]}`);
      });
      if (values[featureIndex('session_gap')] !== null) gaps++;
    }
    expect(gaps).toBeGreaterThan(0);
  });

  it('[FE-3] are the same event by event and in a batch', () => {
    const { instruments, events } = must(tape, 'the file is a tape');
    const barSeconds = must(instruments[0], 'it has an instrument').barSeconds;
    const engine = new FeatureEngine(barSeconds);
    const streamed: string[] = [];
    for (const event of events()) if (feedEngine(engine, event)) streamed.push(JSON.stringify(engine.vector()));
    expect([...featureRows(events(), barSeconds)].map((row) => JSON.stringify(row))).toEqual(streamed);
    expect(streamed.length).toBeGreaterThan(warmUpBars);
  });
});
