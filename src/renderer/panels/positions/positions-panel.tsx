/** What is held, what it is worth, what it made: by instrument, by account and by strategy, in total by currency, each figure with where it comes from. */
import { useMemo, useRef, type KeyboardEvent } from 'react';
import type { PositionPart, PositionRow } from '../../../shared/contract/portfolio.ts';
import { useInstruments } from '../../stores/lookups.ts';
import { explainPosition, groupPositions, turnPosition, usePositionsView, type PositionGrouping } from '../../stores/positions-view.ts';
import { useLinkedInstrument, useSelectInstrument } from '../../stores/selection.ts';
import { useStream } from '../../stores/use-stream.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Figure, toneOf } from '../../ui/figure.tsx';
import { formatMoneyShort } from '../../ui/format.ts';
import { PanelFrame } from '../../ui/panel-frame.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Explained } from './explained.tsx';
import { findNode, isOpen, positionTree, shownNodes, type PositionNode } from './groups.ts';
import { halfUnit, PositionTreeRow } from './position-row.tsx';
import './positions.css';
import { totalsOf, type Total } from './totals.ts';

const groupings: readonly { readonly value: PositionGrouping; readonly label: string }[] = [
  { value: 'instrument', label: 'Instr.' }, { value: 'account', label: 'Account' }, { value: 'strategy', label: 'Strategy' },
];
const noRows: readonly PositionRow[] = [];
const noParts: readonly PositionPart[] = [];

export function PositionsPanel() {
  const { value, link, why } = useStream('portfolio.positions', {});
  const parts = useStream('portfolio.parts', {}).value ?? noParts;
  const { by, explained } = usePositionsView((view) => view);
  const rows = value ?? noRows;
  const tree = useMemo(() => positionTree(rows, parts, by), [rows, parts, by]);
  const box = useRef<HTMLDivElement>(null);
  const node = findNode(tree, explained);
  const close = (): void => {
    box.current?.querySelector<HTMLElement>(`tr[data-id="${CSS.escape(node?.id ?? '')}"]`)?.focus();
    explainPosition(null);
  };
  const grouping = <div className="positions-tools"><Segmented label="Group positions by" segments={groupings} value={by} onChange={groupPositions} /></div>;
  return (
    <PanelFrame title="Positions" actions={grouping} state={link} why={why} awaiting="positions">
      {rows.length === 0 ? <EmptyState title="No position">What fills appears here, marked at mid, with realised and unrealised P&L.</EmptyState> : (
        <div ref={box} className="positions-panel">
          <Tree tree={tree} rows={rows} by={by} />
          {node && <Explained node={node} onClose={close} />}
        </div>
      )}
    </PanelFrame>
  );
}

function Tree({ tree, rows, by }: { readonly tree: readonly PositionNode[]; readonly rows: readonly PositionRow[]; readonly by: PositionGrouping }) {
  const instruments = useInstruments();
  const selected = useLinkedInstrument();
  const select = useSelectInstrument();
  const { turned, explained } = usePositionsView((view) => view);
  const shown = shownNodes(tree, turned);
  const first = shown.find((node) => node.symbol === selected) ?? shown[0];
  return (
    <div className="positions-box"><table className="grid-table positions" role="treegrid" aria-label={`Positions by ${by}`} data-keys="arrows" onKeyDown={(event) => press(event, shown, turned, select)}>
      <Head by={by} />
      <tbody>
        {shown.map((node) => (
          <PositionTreeRow key={node.id} node={node} instrument={node.symbol === null ? undefined : instruments.get(node.symbol)} isOpen={isOpen(node, turned)}
            isSelected={node.symbol !== null && node.symbol === selected && node.level === 0} isExplained={node.id === explained} isFirst={node === first} takesFocus={node === first && explained === null} />
        ))}
      </tbody>
      <tfoot>{totalsOf(rows).map((total) => <TotalRow key={total.currency} total={total} />)}</tfoot>
    </table></div>
  );
}

/** Up and Down move, Right and Left unfold and fold (or go in and out), Enter shows where the figures come from. */
function press(event: KeyboardEvent, shown: readonly PositionNode[], turned: ReadonlySet<string>, select: (symbol: string) => void): void {
  const row = event.target instanceof HTMLElement ? event.target.closest('tr') : null;
  const at = shown.findIndex((node) => node.id === row?.dataset['id']);
  const node = shown[at];
  if (!node || event.ctrlKey || event.metaKey || event.altKey) return;
  const go = (to: PositionNode | undefined): void => {
    if (!to) return;
    if (to.symbol !== null) select(to.symbol);
    row?.closest('tbody')?.querySelector<HTMLElement>(`tr[data-id="${CSS.escape(to.id)}"]`)?.focus();
  };
  const parent = (): PositionNode | undefined => shown.slice(0, at).findLast((other) => other.level < node.level);
  const acts: Readonly<Record<string, () => void>> = {
    ArrowDown: () => go(shown[at + 1]),
    ArrowUp: () => go(shown[at - 1]),
    Home: () => go(shown[0]),
    End: () => go(shown.at(-1)),
    ArrowRight: () => { if (isOpen(node, turned)) go(shown[at + 1]); else if (node.children.length > 0) turnPosition(node.id); },
    ArrowLeft: () => { if (isOpen(node, turned)) turnPosition(node.id); else go(parent()); },
    Enter: () => { if (node.kind === 'group') turnPosition(node.id); else explainPosition(node.id); },
  };
  const act = acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

function Head({ by }: { readonly by: PositionGrouping }) {
  return (
    <thead>
      <tr>
        <th className="text" scope="col" title="Left and Right fold and unfold, Enter shows where the figures come from">{by === 'instrument' ? 'Symbol' : by === 'account' ? 'Account' : 'Strategy'}</th>
        <th scope="col" title="Signed quantity in units">Qty</th>
        <th scope="col" title="Realised + unrealised − fees, in the instrument's currency">Net P&L</th>
        <th scope="col" title="(Mark − average) × quantity × multiplier, in the instrument's currency">Unreal.</th>
        <th scope="col" title="Σ (price − average before) × closed quantity × multiplier, in the instrument's currency">Real.</th>
        <th scope="col" title="Average price of what is held; none where parts are held on both sides">Avg px</th>
        <th scope="col" title="Mid at which the position is marked">Mark px</th>
        <th className="spare" scope="col" title="Commission and exchange fees, in the instrument's currency">Fees</th>
        <th className="least" scope="col" title="Signed market value: mark × quantity × multiplier, in the instrument's currency">Exposure</th>
        <th className="spare" scope="col" title="Open quantity of working buys and sells, units">Working B / S</th>
      </tr>
    </thead>
  );
}

function TotalRow({ total }: { readonly total: Total }) {
  const text = (minor: number | null): string => formatMoneyShort(minor, total.minorDigits, 'always');
  return (
    <tr>
      <td className="text tone-strong">{total.currency}</td>
      <td />
      <td><Figure text={text(total.netMinor)} tone={toneOf(total.netMinor, halfUnit(total.minorDigits))} source={total.unmarked > 0 ? `${total.unmarked} positions without a mark are left out` : undefined} /></td>
      <td><Figure text={text(total.unrealisedMinor)} tone={toneOf(total.unrealisedMinor, halfUnit(total.minorDigits))} /></td>
      <td><Figure text={text(total.realisedMinor)} tone={toneOf(total.realisedMinor, halfUnit(total.minorDigits))} /></td>
      <td colSpan={2} className="small faint">{total.unmarked > 0 ? `${total.unmarked} unmarked` : ''}</td>
      <td className="spare"><Figure text={formatMoneyShort(total.feesMinor, total.minorDigits)} /></td>
      <td className="least"><Figure text={text(total.exposureMinor)} /></td>
      <td className="spare" />
    </tr>
  );
}
