/** Which layout a file has: told by its header alone. The list is the table TP-2 of docs/specs/tapes.md. */
import { err, ok, type Result } from '../base/result.ts';

export type LayoutKind = 'bars' | 'price-only' | 'quote-bars' | 'quotes' | 'trades' | 'depth';

export interface Layout {
  readonly kind: LayoutKind;
  /** 'date' rows are whole days; 'ts' rows are UTC times; 'recorded' rows have ts_local_ns and ts_exchange_ms. */
  readonly clock: 'date' | 'ts' | 'recorded';
  /** Column of each known name; -1 when the file has none. */
  readonly column: (name: string) => number;
}

interface Pattern {
  readonly kind: LayoutKind;
  readonly clocks: readonly Layout['clock'][];
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

const quoteBarColumns = ['bid_open', 'bid_high', 'bid_low', 'bid_close', 'ask_open', 'ask_high', 'ask_low', 'ask_close'];

const patterns: readonly Pattern[] = [
  { kind: 'bars', clocks: ['date', 'ts'], required: ['open', 'high', 'low', 'close'],
    optional: ['symbol', 'adj_close', 'volume', 'dividend', 'split_factor', 'vwap', 'open_interest'] },
  { kind: 'price-only', clocks: ['date'], required: ['close'], optional: [] },
  { kind: 'quote-bars', clocks: ['date', 'ts'], required: quoteBarColumns, optional: ['bid_size', 'ask_size', 'symbol'] },
  { kind: 'quotes', clocks: ['ts'], required: ['bid', 'ask'], optional: ['bid_size', 'ask_size', 'symbol'] },
  { kind: 'quotes', clocks: ['recorded'], required: ['update_id', 'bid', 'bid_size', 'ask', 'ask_size'], optional: [] },
  { kind: 'trades', clocks: ['ts'], required: ['price', 'size'], optional: ['trade_id', 'side', 'aggressor', 'symbol'] },
  { kind: 'trades', clocks: ['recorded'], required: ['trade_id', 'price', 'size', 'aggressor'], optional: [] },
  { kind: 'depth', clocks: ['recorded'],
    required: ['kind', 'first_id', 'prev_id', 'last_id', 'side', 'price', 'size'], optional: [] },
];

const clockColumns: Readonly<Record<Layout['clock'], readonly string[]>> = {
  date: ['date'], ts: ['ts'], recorded: ['ts_local_ns', 'ts_exchange_ms'],
};

/** The layout of a header line, or why there is none. */
export function recogniseLayout(header: readonly string[]): Result<Layout, string> {
  if (/^[-+]?[\d.]+$/.test(header[0] ?? '')) return err('no header line: the first line starts with a number');
  const names = new Map<string, number>();
  for (const [column, name] of header.entries()) {
    const key = name.trim().toLowerCase();
    if (names.has(key)) return err(`header names column "${key}" twice`);
    names.set(key, column);
  }
  for (const pattern of patterns) {
    const clock = pattern.clocks.find((c) => clockColumns[c].every((name) => names.has(name)));
    if (!clock || !pattern.required.every((name) => names.has(name))) continue;
    const known = new Set([...clockColumns[clock], ...pattern.required, ...pattern.optional]);
    if ([...names.keys()].some((name) => !known.has(name))) continue;
    return ok({ kind: pattern.kind, clock, column: (name) => names.get(name) ?? -1 });
  }
  return err(`unknown layout: header "${header.join(',').slice(0, 120)}" is none of those in docs/specs/tapes.md TP-2`);
}
