/** Books rebuilt from recorded updates against the best quotes that the venue sent with the same ids; real data only. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { CsvRows } from './csv-rows.ts';
import { openTape } from './open-tape.ts';
import type { TapeEvent } from './tape.ts';

const folder = process.env['CANDOR_DATA'] ?? '../shared/data';
const withData = it.skipIf(!existsSync(folder));

const read = (name: string): { readonly name: string; readonly text: string } => ({
  name, text: gunzipSync(readFileSync(join(folder, name))).toString('utf8'),
});

/** Last id of each update message and the microsecond at which it was received. */
function receivedAt(text: string): ReadonlyMap<string, number> {
  const rows = new CsvRows(text);
  const times = new Map<string, number>();
  rows.advance();
  while (rows.advance()) if (rows.field(2) === 'update') times.set(rows.field(5), rows.integer(0, 3));
  return times;
}

function compared(market: string): { readonly equal: number; readonly common: number; readonly crossed: number; readonly depths: number } {
  const depthFile = read(`book/BTCUSDT_binance_${market}_20240808_depth.csv.gz`);
  const quoteFile = read(`tick/crypto/BTCUSDT_binance_${market}_20240808_quotes.csv.gz`);
  const tape = openTape([depthFile]);
  if (!tape.ok) throw new Error(tape.error);
  const depths = [...tape.value.events()].filter((e): e is Extract<TapeEvent, { type: 'depth' }> => e.type === 'depth');
  const byTime = new Map(depths.map((e) => [e.time as number, e.depth]));
  const times = receivedAt(depthFile.text);
  const rows = new CsvRows(quoteFile.text);
  rows.advance();
  let equal = 0, common = 0;
  while (rows.advance()) {
    const depth = byTime.get(times.get(rows.field(2)) ?? -1);
    if (!depth) continue;
    common += 1;
    const bid = Math.round(rows.number(3) * 100), ask = Math.round(rows.number(5) * 100);
    if (depth.bids[0]?.price === bid && depth.asks[0]?.price === ask) equal += 1;
  }
  const crossed = depths.filter((e) => (e.depth.bids[0]?.price ?? 0) >= (e.depth.asks[0]?.price ?? Infinity)).length;
  return { equal, common, crossed, depths: depths.length };
}

describe('depth of the real recordings (skipped where there is none)', () => {
  withData('[TP-5] best prices equal the quote of the same update id in all 629 cases, and the book is never crossed (skipped without the recorded data)', () => {
    expect(compared('usdm')).toEqual({ equal: 629, common: 629, crossed: 0, depths: 6548 });
  }, 60_000);

  withData('[TP-5] the spot book too, 564 of 564 (skipped without the recorded data)', () => {
    expect(compared('spot')).toEqual({ equal: 564, common: 564, crossed: 0, depths: 3450 });
  }, 60_000);
});
