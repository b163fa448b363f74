/** The waterfall: from the base value, step by step, to the output. Rows are reached by arrows; each names its feature. */
import { useRef, useState, type KeyboardEvent } from 'react';
import type { Signal } from '../../../shared/domain/signal.ts';
import { selectFeature, useSelection } from '../../stores/selection.ts';
import { formatBp, formatNumber } from '../../ui/format.ts';
import { useWidth } from '../../ui/use-width.ts';
import { formatFeature, type Part } from './parts.ts';
import { layOutWaterfall, placeOf, type Waterfall, type WaterfallRow } from './waterfall.ts';
import { WaterfallBar } from './waterfall-bar.tsx';

export interface WaterfallPlotProps {
  readonly parts: readonly Part[];
  readonly signal: Signal;
  /** +1 when the call is up, -1 when it is down: which parts speak against it. */
  readonly sign: 1 | -1;
  /** Name of the feature under the pointer; null when it leaves. */
  readonly onPoint: (feature: string | null) => void;
}

export function WaterfallPlot({ parts, signal, sign, onPoint }: WaterfallPlotProps) {
  const [expanded, setExpanded] = useState(false);
  const selected = useSelection((s) => s.feature);
  const box = useRef<HTMLDivElement>(null);
  const ruler = useRef<HTMLDivElement>(null);
  const width = useWidth(ruler);
  const scale = signal.horizonVolatilityBp;
  const plot = layOutWaterfall({ parts, baseBp: signal.explanation.baseValue * scale, outputBp: signal.explanation.output * scale, expanded });
  const names = plot.rows.flatMap((row) => (row.kind === 'part' ? [row.part.name] : []));
  const current = selected !== null && names.includes(selected) ? selected : names[0];

  function press(event: KeyboardEvent): void {
    if (event.key === 'Escape') return selectFeature(null);
    // The keyboard takes over from a pointer that lies still: what is described is what a thumb would go on.
    onPoint(null);
    const move = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (move === 0 || current === undefined) return;
    const next = names[Math.min(names.length - 1, Math.max(0, names.indexOf(current) + move))];
    if (next === undefined) return;
    event.preventDefault();
    selectFeature(next);
    box.current?.querySelector<HTMLElement>(`[data-feature="${CSS.escape(next)}"]`)?.focus();
  }

  return (
    <div ref={box} className="wf" role="list" aria-label="From base value to output, in basis points" data-keys="arrows" onKeyDown={press} onMouseLeave={() => onPoint(null)}>
      <div className="wf-row wf-axis" aria-hidden="true">
        <span className="muted small">contribution, bp</span><span /><div ref={ruler} className="wf-ruler"><Ticks plot={plot} width={width} /></div><span className="muted small">adds</span><span className="wf-sum muted small">sum</span>
      </div>
      {plot.rows.map((row, i) => (
        <Row key={keyOf(row)} row={row} next={plot.rows[i + 1]} plot={plot} width={width} sign={sign}
          selected={row.kind === 'part' && row.part.name === selected} focusable={row.kind === 'part' && row.part.name === current} onPoint={onPoint} onExpand={() => setExpanded(true)} />
      ))}
      {expanded && <button type="button" className="wf-fold" onClick={() => setExpanded(false)}>fold the small ones</button>}
    </div>
  );
}

const keyOf = (row: WaterfallRow): string => (row.kind === 'part' ? row.part.name : ` ${row.kind}`);

interface RowProps {
  readonly row: WaterfallRow;
  readonly next: WaterfallRow | undefined;
  readonly plot: Waterfall;
  readonly width: number;
  readonly sign: 1 | -1;
  readonly selected: boolean;
  readonly focusable: boolean;
  readonly onPoint: (feature: string | null) => void;
  readonly onExpand: () => void;
}

function Row({ row, next, plot, width, sign, selected, focusable, onPoint, onExpand }: RowProps) {
  const delta = row.to - row.from;
  const bar = <span className="wf-bar"><WaterfallBar row={row} linksOn={next !== undefined && next.kind !== 'output'} plot={plot} width={width} /></span>;
  if (row.kind === 'part') {
    const { part } = row;
    return (
      <div role="listitem" className={`wf-row wf-part${selected ? ' is-selected' : ''}`} tabIndex={focusable ? 0 : -1} data-feature={part.name}
        aria-label={`${part.label} ${part.value === null ? 'missing, default used' : formatFeature(part.value, part.unit)}: adds ${formatBp(delta)} bp, ${sign * delta < 0 ? 'against' : 'for'} the call; sum ${formatBp(row.to)} bp`}
        onFocus={(event) => { onPoint(null); selectFeature(part.name); keepInSight(event.currentTarget); }} onMouseEnter={() => onPoint(part.name)} onClick={(event) => event.currentTarget.focus()}>
        <span className="wf-label">{part.label}</span>
        <Value part={part} />
        {bar}
        <span className={`figure ${delta > 0 ? 'up' : delta < 0 ? 'down' : ''}`}>{formatBp(delta)}</span>
        <span className="figure muted wf-sum">{formatBp(row.to)}</span>
      </div>
    );
  }
  return (
    <div role="listitem" className={`wf-row wf-${row.kind}`}>
      {row.kind === 'others'
        ? <button type="button" className="wf-label wf-others-button" onClick={onExpand}>{row.count} others <span aria-hidden="true">›</span></button>
        : <span className="wf-label">{row.kind === 'base' ? 'Base value' : 'Output'}</span>}
      <span />
      {bar}
      <span className={`figure${row.kind === 'output' ? ' tone-strong' : ''}`}>{formatBp(row.kind === 'others' ? delta : row.to)}</span>
      <span className="figure muted wf-sum">{row.kind === 'output' ? '' : formatBp(row.to)}</span>
    </div>
  );
}

/** The description that opens below may cover the row that it is about: a frame later, when it is there, the row moves up. */
const keepInSight = (row: Element): number => requestAnimationFrame(() => row.scrollIntoView({ block: 'nearest' }));

function Value({ part }: { readonly part: Part }) {
  if (part.value === null) return <span className="wf-value why-warn" title={`Missing; the model saw its default ${formatFeature(part.standIn, part.unit)}`}>default</span>;
  if (part.outside !== null) return <span className="figure wf-value why-warn" title={`${part.outside} everything seen in training`}>⚠ {formatFeature(part.value, part.unit)}</span>;
  return <span className="figure wf-value">{formatFeature(part.value, part.unit)}</span>;
}

/** Pixels that a tick's label needs for itself. */
const tickWidth = 32;

function Ticks({ plot, width }: { readonly plot: Waterfall; readonly width: number }) {
  const placed = plot.ticks.map((tick) => ({ tick, x: Math.round(placeOf(plot, tick) * width) }));
  const zero = placed.find((p) => p.tick === 0)?.x ?? 0;
  // Zero is always labelled; the others where they have room beside it and one another.
  const shown = placed.filter((p, i) => p.tick === 0 || (Math.abs(p.x - zero) >= tickWidth && (i % 2 === placed.findIndex((q) => q.tick === 0) % 2 || spacing(placed) >= tickWidth)));
  return (
    <svg width="100%" height="16">
      {shown.map(({ tick, x }) => (
        <text key={tick} x={x} y="12" textAnchor={x < 8 ? 'start' : x > width - 10 ? 'end' : 'middle'}>{formatNumber(tick, tick % 1 === 0 ? 0 : 1, 'always')}</text>
      ))}
    </svg>
  );
}

const spacing = (placed: readonly { readonly x: number }[]): number => Math.abs((placed[1]?.x ?? 1e9) - (placed[0]?.x ?? 0));
