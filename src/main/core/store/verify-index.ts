/** Rebuilds the index by order and suggestion from the records, and compares it with the stored one, row by row. */
import type { Database } from 'better-sqlite3';
import type { ChainBreak, ChainedRow } from './chain.ts';
import { entitiesOf } from './entities.ts';
import { recordOf } from './reader.ts';

/** The first record whose index rows are not the ones it should have; null when there is none. */
export function indexBreak(db: Database): ChainBreak | null {
  const rows = db.prepare("SELECT seq, kind || ' ' || id AS entity FROM entity ORDER BY seq, kind, id").iterate() as IterableIterator<IndexRow>;
  const roots = new Map<string, string>();
  try {
    return compare(db, peekable(rows), roots) ?? aliasBreak(db, roots);
  } finally {
    rows.return?.(); // an open iterator would keep the connection busy
  }
}

/** Fills `roots` with the ClOrdIDs met on the way. */
function compare(db: Database, stored: Peekable, roots: Map<string, string>): ChainBreak | null {
  for (const row of db.prepare('SELECT seq, at, type, body, hash FROM journal ORDER BY seq').iterate() as IterableIterator<ChainedRow>) {
    for (const expected of indexRowsOf(row, roots)) {
      if (stored.next() !== expected) return broken(row.seq);
    }
    if ((stored.peekSeq() ?? Infinity) <= row.seq) return broken(row.seq);
  }
  const stray = stored.peekSeq();
  return stray === null ? null : broken(stray);
}

interface IndexRow {
  readonly seq: number;
  readonly entity: string;
}

/** In the order in which SQLite gives them: 'order' before 'suggestion'. */
function indexRowsOf(row: ChainedRow, roots: Map<string, string>): string[] {
  const { order, suggestion } = entitiesOf(recordOf(row).event);
  const expected: string[] = [];
  const [id] = order;
  if (id !== undefined) {
    const root = roots.get(id) ?? id;
    for (const alias of order) if (!roots.has(alias)) roots.set(alias, root);
    expected.push(`${row.seq} order ${root}`);
  }
  if (suggestion !== null) expected.push(`${row.seq} suggestion ${suggestion}`);
  return expected;
}

function aliasBreak(db: Database, roots: ReadonlyMap<string, string>): ChainBreak | null {
  let count = 0;
  for (const { alias, root } of db.prepare('SELECT cl_ord_id AS alias, root FROM order_alias').iterate() as IterableIterator<{ alias: string; root: string }>) {
    count += 1;
    if (roots.get(alias) !== root) return { seq: 0, what: 'index differs', detail: `ClOrdID ${alias} is filed under ${root}, the journal says ${roots.get(alias) ?? 'nothing'}` };
  }
  return count === roots.size ? null : { seq: 0, what: 'index differs', detail: `${roots.size - count} ClOrdIDs are not filed` };
}

const broken = (seq: number): ChainBreak => ({ seq, what: 'index differs', detail: `the index rows of record ${seq} are not the ones its content gives` });

interface Peekable {
  next(): string | null;
  peekSeq(): number | null;
}

function peekable(rows: IterableIterator<IndexRow>): Peekable {
  let ahead = rows.next();
  return {
    next() {
      if (ahead.done) return null;
      const { seq, entity } = ahead.value;
      ahead = rows.next();
      return `${seq} ${entity}`;
    },
    peekSeq: () => (ahead.done ? null : ahead.value.seq),
  };
}
