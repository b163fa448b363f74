/** One row of the positions' tree. A figure is a door to where it comes from. */
import type { Instrument } from '../../../shared/domain/instrument.ts';
import type { FeedState } from '../../../shared/domain/connection.ts';
import { useCoreNow } from '../../stores/clock.ts';
import { useFreshness } from '../../stores/link.ts';
import { useQuote } from '../../stores/lookups.ts';
import { explainPosition, turnPosition } from '../../stores/positions-view.ts';
import { useSelectInstrument } from '../../stores/selection.ts';
import { Age } from '../../ui/age.tsx';
import { Figure, toneOf } from '../../ui/figure.tsx';
import { formatMoney, formatMoneyShort, formatPrice, formatQuantity } from '../../ui/format.ts';
import type { PositionNode } from './groups.ts';

/** What is written without its cents keeps its colour for what can be read: less than half a unit is written 0. */
export const halfUnit = (minorDigits: number): number => 10 ** minorDigits / 2;

export interface PositionTreeRowProps {
  readonly node: PositionNode;
  readonly instrument: Instrument | undefined;
  readonly isOpen: boolean;
  readonly isSelected: boolean;
  readonly isExplained: boolean;
  /** The row that Tab comes to. */
  readonly isFirst: boolean;
  /** Where the focus goes when the panel is called. */
  readonly takesFocus: boolean;
}

export function PositionTreeRow({ node, instrument, isOpen, isSelected, isExplained, isFirst, takesFocus }: PositionTreeRowProps) {
  const select = useSelectInstrument();
  const digits = node.currencyMinorDigits;
  const isPlain = node.kind === 'between';
  const canExplain = node.kind !== 'group';
  const money = (minor: number | null, sign: 'always' | 'negative' = 'always', isToned = true) => (
    <Figure text={formatMoneyShort(minor, digits, sign)} tone={isToned && !isPlain ? toneOf(minor, halfUnit(digits)) : 'plain'}
      source={`${minor === null ? 'no quote to mark it at' : `${formatMoney(minor, digits, sign)} ${node.currency}`}${node.unmarked > 0 && node.kind === 'group' ? `; ${node.unmarked} without a mark left out` : ''}${canExplain ? '; click or Enter: where it comes from' : ''}`} />
  );
  const explain = canExplain ? () => explainPosition(node.id) : undefined;
  return (
    <tr className={`${isSelected ? 'is-selected' : ''} ${isExplained ? 'is-explained' : ''} position-${node.kind}`} tabIndex={isFirst ? 0 : -1} data-id={node.id} {...(takesFocus ? { 'data-focus-first': true } : {})}
      aria-level={node.level + 1} aria-selected={isSelected} {...(node.children.length > 0 ? { 'aria-expanded': isOpen } : {})} onClick={() => { if (node.symbol !== null) select(node.symbol); }}>
      <td className="text" title={node.label} style={{ paddingLeft: `calc(var(--gutter) + ${node.level * 14}px)` }}>
        {/* For the mouse: the row itself says that it can be unfolded, and Left and Right do it. */}
        <span className="fold" aria-hidden="true" onClick={() => { if (node.children.length > 0) turnPosition(node.id); }}>{node.children.length === 0 ? '' : isOpen ? '▾' : '▸'}</span>
        <span className={node.level === 0 ? 'tone-strong row-button' : undefined}>{node.label}</span>{node.kind === 'group' && <span className="muted small"> {node.currency}</span>}
      </td>
      <td><Figure text={isPlain ? '' : formatQuantity(instrument, node.quantity, 'always')} tone={node.quantity === 0 ? 'muted' : 'strong'} /></td>
      <td onClick={explain}>{money(node.netMinor)}</td>
      <td onClick={explain}>{money(node.unrealisedMinor)}</td>
      <td onClick={explain}>{money(node.realisedMinor)}</td>
      <td><Figure text={formatPrice(instrument, node.averagePrice, 1)} source={node.kind === 'holding' && node.averagePrice === null && node.quantity !== null ? 'No average: nothing is held, or parts are held on both sides' : undefined} /></td>
      {node.mark && node.symbol !== null ? <MarkCell symbol={node.symbol} markPrice={node.mark.markPrice} markState={node.mark.markState} instrument={instrument} /> : <td className="small faint">{node.kind === 'group' && node.unmarked > 0 ? `${node.unmarked} unmarked` : ''}</td>}
      <td className="spare" onClick={explain}>{isPlain ? null : money(node.feesMinor, 'negative', false)}</td>
      <td className="least">{isPlain ? null : money(node.exposureMinor, 'always', false)}</td>
      <td className="spare">{node.working && <Figure text={`${formatQuantity(instrument, node.working.workingBuyQty)} / ${formatQuantity(instrument, node.working.workingSellQty)}`} tone={node.working.workingBuyQty + node.working.workingSellQty > 0 ? 'plain' : 'muted'} />}</td>
    </tr>
  );
}

interface MarkCellProps {
  readonly symbol: string;
  readonly markPrice: number | null;
  readonly markState: FeedState;
  readonly instrument: Instrument | undefined;
}

function MarkCell({ symbol, markPrice, markState, instrument }: MarkCellProps) {
  const now = useCoreNow();
  // The mark is as old as its quote, by the clock that received it: the venue's may stand in another year.
  const receivedAt = useQuote(symbol)?.receivedAt ?? null;
  const freshness = useFreshness(markState);
  const isOff = freshness !== 'live' && markPrice !== null;
  return (
    <td className={isOff ? 'is-stale' : undefined} title={receivedAt === null ? 'no quote yet' : `marked at mid; the quote came ${Math.max(0, Math.round((now - receivedAt) / 1e6))} s ago`}>
      {isOff && <Age freshness={freshness} ageMs={receivedAt === null ? null : (now - receivedAt) / 1000} label="mark" />} <Figure text={formatPrice(instrument, markPrice, 1)} />
    </td>
  );
}
