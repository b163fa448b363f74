/** Positions as a tree: by instrument, by account or by strategy, down to what one account holds for one strategy. Pure. */
import type { PositionPart, PositionRow } from '../../../shared/contract/portfolio.ts';
import type { PositionGrouping } from '../../stores/positions-view.ts';
import { totalsOf, type MoneyRow } from './totals.ts';

/** Of which bookings a figure is: of an instrument whole, or of one account and strategy in it. */
export type Whose = { readonly account: string | null; readonly strategy: string | null } | null;

export interface PositionNode extends MoneyRow {
  readonly id: string;
  /** 0 for the outermost. */
  readonly level: number;
  readonly label: string;
  /** **group**: of several instruments. **between**: the line that makes parts and whole agree. */
  readonly kind: 'group' | 'holding' | 'part' | 'between';
  /** Null for a group. */
  readonly symbol: string | null;
  /** Lots, signed; null for a group: lots of different things do not add up. */
  readonly quantity: number | null;
  /** Ticks; null when flat, and where parts are held on both sides. */
  readonly averagePrice: number | null;
  readonly mark: Pick<PositionRow, 'markPrice' | 'markState' | 'markedAt'> | null;
  /** Null where nothing is said of it: below the instrument. */
  readonly working: Pick<PositionRow, 'workingBuyQty' | 'workingSellQty'> | null;
  /** Of how many positions below the mark is not known. */
  readonly unmarked: number;
  readonly explains: readonly Whose[];
  readonly children: readonly PositionNode[];
}

export const noAccount = 'no account';
export const noStrategy = 'no strategy';
export const betweenWords = 'between accounts';

export function positionTree(rows: readonly PositionRow[], parts: readonly PositionPart[], by: PositionGrouping): readonly PositionNode[] {
  const used = parts.filter(isUsed);
  if (by === 'instrument') return rows.map((row) => instrumentNode(row, used.filter((part) => part.symbol === row.symbol)));
  const groups = groupedBy(used, (part) => JSON.stringify([part.kind, part.kind === 'between' ? null : part[by], part.currency]));
  return sorted([...groups].map(([key, members]) => groupNode(key, members, by)));
}

/** Rows in the order in which they are shown. @param turned ids that are not as they come: groups unfolded, the rest folded. */
export function shownNodes(nodes: readonly PositionNode[], turned: ReadonlySet<string>): readonly PositionNode[] {
  return nodes.flatMap((node) => [node, ...(isOpen(node, turned) ? shownNodes(node.children, turned) : [])]);
}

export const isOpen = (node: PositionNode, turned: ReadonlySet<string>): boolean => node.children.length > 0 && (node.kind === 'group') !== turned.has(node.id);

export function findNode(nodes: readonly PositionNode[], id: string | null): PositionNode | null {
  for (const node of nodes) {
    const found = node.id === id ? node : findNode(node.children, id);
    if (found) return found;
  }
  return null;
}

/** What came to nothing and left nothing is not worth a row. */
const isUsed = (part: PositionPart): boolean => part.quantity !== 0 || part.realisedMinor !== 0 || part.feesMinor !== 0 || (part.unrealisedMinor ?? 0) !== 0;

function instrumentNode(row: PositionRow, parts: readonly PositionPart[]): PositionNode {
  const id = `i ${row.symbol}`;
  // One part that belongs nowhere is the position itself: there is nothing to unfold.
  const isPlain = parts.length === 1 && parts[0]?.account === null && parts[0].strategy === null;
  const { symbol, quantity, averagePrice } = row;
  return {
    ...moneyOf(row), id, level: 0, label: symbol, kind: 'holding', symbol, quantity, averagePrice, mark: row, working: row, unmarked: row.netMinor === null ? 1 : 0, explains: [null],
    children: isPlain ? [] : sorted(parts.map((part) => partNode(part, id, 1, bothNames(part)))),
  };
}

function groupNode(key: string, members: readonly PositionPart[], by: 'account' | 'strategy'): PositionNode {
  const first = members[0];
  const name = first?.kind === 'between' ? betweenWords : (first?.[by] ?? (by === 'account' ? noAccount : noStrategy));
  const bySymbol = [...groupedBy(members, (part) => part.symbol)].sort(([a], [b]) => compare(a, b));
  return {
    ...summed(members), id: `g ${key}`, level: 0, label: name, kind: 'group', symbol: null, quantity: null, averagePrice: null, mark: null, working: null, explains: [],
    children: bySymbol.map(([symbol, parts]) => holdingNode(`g ${key} ${symbol}`, symbol, parts, by)),
  };
}

function holdingNode(id: string, symbol: string, parts: readonly PositionPart[], by: 'account' | 'strategy'): PositionNode {
  const only = parts.length === 1 ? parts[0] : undefined;
  if (only) return { ...partNode(only, id, 1, symbol), id };
  return {
    ...summed(parts), id, level: 1, label: symbol, kind: 'holding', symbol, quantity: parts.reduce((sum, p) => sum + p.quantity, 0), averagePrice: averageOf(parts),
    mark: parts[0] ?? null, working: null, explains: parts.map(whose),
    children: sorted(parts.map((part) => partNode(part, id, 2, by === 'account' ? (part.strategy ?? noStrategy) : (part.account ?? noAccount)))),
  };
}

function partNode(part: PositionPart, under: string, level: number, label: string): PositionNode {
  const isBetween = part.kind === 'between';
  return {
    ...moneyOf(part), id: `${under} ${JSON.stringify([part.kind, part.account, part.strategy])}`, level, label, kind: part.kind, symbol: part.symbol, quantity: part.quantity,
    averagePrice: part.averagePrice, mark: isBetween ? null : part, working: null, unmarked: part.netMinor === null ? 1 : 0, explains: isBetween ? [] : [whose(part)], children: [],
  };
}

const whose = ({ account, strategy }: PositionPart): Whose => ({ account, strategy });
const bothNames = (part: PositionPart): string => (part.kind === 'between' ? betweenWords : `${part.account ?? noAccount} · ${part.strategy ?? noStrategy}`);

/** Weighted by lots, where all of it is held on one side; otherwise what was paid is no price of what is left. */
export function averageOf(parts: readonly Pick<PositionPart, 'quantity' | 'averagePrice'>[]): number | null {
  const held = parts.filter((p) => p.quantity !== 0);
  if (held.length === 0 || new Set(held.map((p) => Math.sign(p.quantity))).size > 1) return null;
  const lots = held.reduce((sum, p) => sum + p.quantity, 0);
  return held.reduce((sum, p) => sum + (p.averagePrice ?? 0) * p.quantity, 0) / lots;
}

const moneyOf = ({ currency, currencyMinorDigits, realisedMinor, unrealisedMinor, feesMinor, netMinor, exposureMinor }: MoneyRow): MoneyRow =>
  ({ currency, currencyMinorDigits, realisedMinor, unrealisedMinor, feesMinor, netMinor, exposureMinor });

/** Of one currency. What has no mark is left out of the sums, and counted. */
function summed(parts: readonly PositionPart[]): MoneyRow & { readonly unmarked: number } {
  const [total] = totalsOf(parts);
  if (!total) throw new Error('a group has members');
  const isUnknown = total.unmarked === parts.length;
  return {
    currency: total.currency, currencyMinorDigits: total.minorDigits, realisedMinor: total.realisedMinor, feesMinor: total.feesMinor, unmarked: total.unmarked,
    unrealisedMinor: isUnknown ? null : total.unrealisedMinor, netMinor: isUnknown ? null : total.netMinor, exposureMinor: isUnknown ? null : total.exposureMinor,
  };
}

/** Names first, then what belongs to none, then what is between them. */
const sorted = (nodes: readonly PositionNode[]): readonly PositionNode[] =>
  nodes.toSorted((a, b) => order(a) - order(b) || compare(a.label, b.label) || compare(a.currency, b.currency));
const order = (node: PositionNode): number => (node.label === betweenWords ? 2 : node.label.startsWith(noAccount) || node.label === noStrategy ? 1 : 0);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
