/** How a delta changes what a stream's store holds: one rule a stream, as the contract describes it. Pure. */
import type { DeltaOf, SnapshotOf, StreamName } from '../../shared/contract/contract.ts';
import type { Fill } from '../../shared/domain/fill.ts';
import { fillKey } from '../../shared/domain/fill-list.ts';

export type Merge<K extends StreamName> = (value: SnapshotOf<K>, delta: DeltaOf<K>) => SnapshotOf<K>;

/** Rows that a session-long list keeps on screen; the journal keeps all. */
const rowsMax = 20_000;
const defectsMax = 500;
const suggestionsMax = 200;
const alertsMax = 500;
/** As many prints of an instrument as the core keeps. */
const printsMax = 200;

export const merges: { readonly [K in StreamName]: Merge<K> } = {
  'marketData.instruments': upsert((row) => row.symbol, 'append'),
  'marketData.quotes': upsert((row) => row.symbol, 'append'),
  'marketData.bars': (bars, updates) => {
    const next = [...bars];
    for (const { bar } of updates) {
      const last = next.at(-1);
      if (last && last.start === bar.start) next[next.length - 1] = bar;
      else next.push(bar);
    }
    return next;
  },
  'marketData.depth': (_old, depth) => depth,
  'marketData.trades': (old, added) => [...old, ...added].slice(-printsMax),
  'marketData.volumeAtPrice': (old, changed) => {
    const byPrice = new Map(old.levels.map((level) => [level.price, level]));
    for (const level of changed.levels) byPrice.set(level.price, level);
    return { since: changed.since, levels: [...byPrice.values()] };
  },
  'marketData.queuePlaces': (old, changed) => {
    const byOrder = new Map(old.map((place) => [place.clOrdId, place]));
    for (const place of changed) if (place.working) byOrder.set(place.clOrdId, place);
    else byOrder.delete(place.clOrdId);
    return [...byOrder.values()];
  },
  'marketData.defects': (old, added) => [...added, ...old].slice(0, defectsMax),
  'signals.suggestions': upsert((row) => row.suggestionId, 'prepend', suggestionsMax),
  'signals.readings': upsert((row) => row.symbol, 'append'),
  'signals.models': upsert((row) => row.modelId, 'append'),
  'orders.blotter': upsert((row) => row.clOrdId, 'prepend'),
  'parents.blotter': upsert((row) => row.parentId, 'prepend'),
  'orders.fills': fillsAsTheyStand(),
  'decisions.log': (old, added) => ({
    decisions: [...added.decisions, ...old.decisions].slice(0, rowsMax),
    feedback: [...added.feedback, ...old.feedback].slice(0, rowsMax),
  }),
  'portfolio.positions': upsert((row) => row.symbol, 'append'),
  'portfolio.parts': upsert((part) => JSON.stringify([part.symbol, part.kind, part.account, part.strategy]), 'append'),
  'portfolio.benchmarks': upsert((row) => row.id, 'append'),
  'risk.overlay': (_old, overlay) => overlay,
  'connections.status': (_old, status) => status,
  'sync.status': (_old, status) => status,
  'alerts.inbox': upsert((row) => row.alertId, 'prepend', alertsMax),
  /** Events to act on once: nothing of them is kept. */
  'alerts.desktop': (state) => state,
  'alerts.rules': (old, changed) => {
    const byId = new Map(old.map((row) => [row.ruleId, row]));
    for (const row of changed) if (row.rule === null) byId.delete(row.ruleId);
    else byId.set(row.ruleId, row);
    return [...byId.values()];
  },
  'backtest.runs': upsert((row) => row.runId, 'prepend'),
};

/** A corrected fill stays where it was booked, a busted one goes: what stands is what counts. */
function fillsAsTheyStand(): Merge<'orders.fills'> {
  const keyOf = ({ clOrdId, execId }: Fill): string => fillKey(clOrdId, execId);
  const standing = upsert(keyOf, 'append');
  return (old, changes) => {
    const next = standing(old, changes.flatMap(({ fill, stands }) => (stands ? [fill] : [])));
    const gone = new Set(changes.flatMap(({ fill, stands }) => (stands ? [] : [keyOf(fill)])));
    return gone.size === 0 ? next : next.filter((fill) => !gone.has(keyOf(fill)));
  };
}

/** Where rows stand: row `key` at `ordinals.get(key) + shift`. */
interface Places {
  readonly ordinals: Map<string, number>;
  /** Moves all rows at once, when others come or go before them. */
  shift: number;
}

/**
 * Rows known by key are replaced where they stand; new ones go in front or behind. The index goes from each array to the
 * one made of it: finding out anew where ten thousand rows stand is more work than all the rest of a change.
 */
function upsert<Row>(keyOf: (row: Row) => string, place: 'append' | 'prepend', max = rowsMax) {
  const known = new WeakMap<readonly Row[], Places>();
  return (old: readonly Row[], changed: readonly Row[]): readonly Row[] => {
    const places = known.get(old) ?? { ordinals: new Map(old.map((row, i) => [keyOf(row), i])), shift: 0 };
    known.delete(old);
    const next = [...old];
    const added = new Map<string, Row>();
    for (const row of changed) {
      const key = keyOf(row);
      const ordinal = places.ordinals.get(key);
      if (ordinal === undefined) added.set(key, row);
      else next[ordinal + places.shift] = row;
    }
    if (added.size === 0) {
      known.set(next, places);
      return next;
    }
    const all = place === 'append' ? [...next, ...added.values()] : [...added.values(), ...next];
    const first = place === 'append' ? next.length : 0;
    if (place === 'prepend') places.shift += added.size;
    [...added.keys()].forEach((key, i) => places.ordinals.set(key, first + i - places.shift));
    if (all.length <= max) {
      known.set(all, places);
      return all;
    }
    // Rows fall off the far end: rare, and the next change finds out anew.
    return place === 'append' ? all.slice(-max) : all.slice(0, max);
  };
}
