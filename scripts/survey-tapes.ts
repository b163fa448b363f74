/** Opens every data file by itself and prints what it holds: `node scripts/survey-tapes.ts [FOLDER] [--detail]`. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { openTape } from '../src/shared/tape/open-tape.ts';
import { quoteAroundBars } from '../src/shared/tape/quote-around-bars.ts';

const folder = process.argv[2] ?? '../shared/data';
const detail = process.argv.includes('--detail');

function csvFiles(path: string): readonly string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path).sort().flatMap((entry) => csvFiles(join(path, entry))).filter((name) => /\.csv(\.gz)?$/.test(name));
}

const count = (counts: Map<string, number>, key: string, by = 1): void => void counts.set(key, (counts.get(key) ?? 0) + by);
const listed = (counts: Map<string, number>): string => [...counts].map(([key, n]) => `${key} ${n}`).join(', ');

for (const name of csvFiles(folder)) {
  const bytes = readFileSync(name);
  const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const started = performance.now();
  const tape = openTape([{ name, text }]);
  if (!tape.ok) {
    console.log(`${name}\n  refused: ${tape.error}`);
    continue;
  }
  const opened = performance.now();
  const kinds = new Map<string, number>(), defects = new Map<string, number>();
  let last = 0, disorder = 0;
  for (const event of tape.value.events()) {
    count(kinds, event.type);
    if (event.time < last) disorder += 1;
    last = event.time;
    if (event.type !== 'defect') continue;
    count(defects, `${event.defect.code}/${event.defect.action}`, event.defect.count);
    if (detail) console.log('   ', event.defect.where.slice(-60), event.defect.code, event.defect.count, event.defect.detail);
  }
  const played = performance.now();
  let quoted = 0;
  for (const event of quoteAroundBars(tape.value).events()) if (event.type === 'quote') quoted += 1;
  const facts = tape.value.instruments.map((i) => `${i.symbol} ${i.assetClass} tick ${i.tickSize} lot ${i.lotSize} bar ${i.barSeconds} adv ${i.averageDailyVolumeLots}`);
  const seconds = [opened - started, played - opened, performance.now() - played].map((ms) => (ms / 1000).toFixed(2));
  console.log(`${name}\n  ${facts.slice(0, 3).join(' | ')}${facts.length > 3 ? ` (${facts.length})` : ''}`);
  console.log(`  read ${JSON.stringify(tape.value.counts)}; events ${listed(kinds)}; out of order ${disorder}; with quotes ${quoted}`);
  console.log(`  defects ${listed(defects) || 'none'}; open ${seconds[0]} s, play ${seconds[1]} s, quote ${seconds[2]} s`);
}
