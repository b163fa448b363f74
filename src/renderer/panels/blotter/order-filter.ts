/** Which rows the blotter shows: one of five views of the roots, and a quick filter over what a row says. Pure. */
import type { Order } from '../../../shared/domain/order.ts';
import type { ParentOrder } from '../../../shared/domain/parent-order.ts';
import { orderReason, ordTypeWord, sideWord, statusLooks, timeInForceWord } from '../../words/order-words.ts';
import { heldWords, parentLooks } from '../../words/parent-words.ts';
import type { BlotterTree } from './tree-model.ts';
import { aboveOf, hasProblem, placeOf, type BlotterRow } from './tree-rows.ts';

export const viewNames = ['all', 'staged', 'working', 'done', 'problems'] as const;
export type ViewName = (typeof viewNames)[number];

/** A root that is unresolved is working and a problem: it may still trade. */
export const isInView = (root: BlotterRow, view: ViewName): boolean =>
  view === 'all' || (view === 'problems' ? hasProblem(root) : placeOf(root) === view);

/** How many roots each view would show. */
export function viewCounts(rows: Iterable<BlotterRow>): Readonly<Record<ViewName, number>> {
  const counts = { all: 0, staged: 0, working: 0, done: 0, problems: 0 };
  for (const row of rows) {
    if (row.level > 0) continue;
    counts.all++;
    counts[placeOf(row)]++;
    if (hasProblem(row)) counts.problems++;
  }
  return counts;
}

export type RowFilter = (row: BlotterRow) => boolean;
type RowsBelow = Pick<BlotterTree, 'get' | 'below'>;

/**
 * A row passes when its root is in the view and every word is found in it, in what it stands under, or in what stands
 * under it, whatever the case; a word with a minus in front must not be there. So children stay under their parent.
 */
export function rowFilter(tree: RowsBelow, view: ViewName, text: string): RowFilter {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== '' && word !== '-');
  const says = (row: BlotterRow): boolean => {
    if (words.length === 0) return true;
    const said = textOf(row);
    return words.every((word) => (word.startsWith('-') ? !said.includes(word.slice(1)) : said.includes(word)));
  };
  const saysBelow = (row: BlotterRow): boolean => says(row) || (row.kind === 'parent' && tree.below(row.id).some(says));
  return (row) => {
    const above = aboveOf(row);
    if (above === null) return isInView(row, view) && saysBelow(row);
    const order = row.kind === 'fill' ? tree.get(above) : row;
    if (!order) return false;
    const root = order.level === 0 ? order : tree.get(aboveOf(order) ?? '');
    return root !== undefined && isInView(root, view) && (says(root) || saysBelow(order));
  };
}

function textOf(row: BlotterRow): string {
  const words = row.kind === 'parent' ? parentText(row.parent) : row.kind === 'order' ? orderText(row.order) : [row.fill.symbol, 'fill', row.fill.execId];
  return words.join(' ').toLowerCase();
}

const orderText = (order: Order): readonly unknown[] => [
  order.symbol, sideWord[order.side], statusLooks[order.ordStatus].word, ordTypeWord[order.ordType], timeInForceWord[order.timeInForce], order.account, order.strategy,
  order.userId, order.clOrdId, order.orderId, order.denial?.code, orderReason(order), order.external ? 'external' : '', order.manual === true ? 'phone trade' : '',
];

const parentText = (parent: ParentOrder): readonly unknown[] => [
  parent.symbol, sideWord[parent.side], parentLooks[parent.status].word, ordTypeWord[parent.ordType], timeInForceWord[parent.timeInForce], parent.account, parent.strategy,
  parent.parentId, parent.listId, parent.care ? 'care' : '', heldWords(parent), parent.refusal, parent.asking, parent.notes.at(-1)?.text,
];
