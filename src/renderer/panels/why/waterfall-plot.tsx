/** The waterfall: from the base value, step by step, to the output. Rows are reached by arrows; each names its feature. */
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { selectFeature, useSelection } from '../../stores/selection.ts';
import { formatNumber } from '../../ui/format.ts';
import { ClipLabel } from '../../ui/clip-label.tsx';
import { Term } from '../../ui/term.tsx';
import { useWidth } from '../../ui/use-width.ts';
import { formatAdds, formatFeature, valueWords, type Part, type Scale } from './parts.ts';
import type { Reasoning } from './reasoning.ts';
import { stepLabel } from './series.ts';
import { layOutWaterfall, placeOf, whisker, type Waterfall, type WaterfallRow } from './waterfall.ts';
import { WaterfallBar } from './waterfall-bar.tsx';

export interface WaterfallPlotProps {
  readonly of: Reasoning;
  /** What is explained, and the choice of it. */
  readonly choice: ReactNode;
  /** +1 when the call is up, -1 when it is down: which parts speak against it. */
  readonly sign: 1 | -1;
  /** Name of the feature under the pointer; null when it leaves. */
  readonly onPoint: (feature: string | null) => void;
}

export function WaterfallPlot({ of, choice, sign, onPoint }: WaterfallPlotProps) {
  const [expanded, setExpanded] = useState(false);
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(nothingUnfolded);
  const selected = useSelection((s) => s.feature);
  const box = useRef<HTMLDivElement>(null);
  const ruler = useRef<HTMLDivElement>(null);
  const width = useWidth(ruler);
  const { explanation, rows, scale } = of;
  const plot = layOutWaterfall({ parts: rows, unfolded, base: explanation.baseValue * scale.perMargin, output: explanation.output * scale.perMargin, expanded });
  const names = plot.rows.flatMap((row) => (row.kind === 'part' ? [row.part.name] : []));
  const current = selected !== null && names.includes(selected) ? selected : names[0];

  function press(event: KeyboardEvent): void {
    if (event.key === 'Escape') return selectFeature(null);
    // The keyboard takes over from a pointer that lies still: what is described is what a thumb would go on.
    onPoint(null);
    const series = plot.rows.find((row) => row.kind === 'part' && row.part.name === current && row.part.steps !== undefined);
    if (series?.kind === 'part' && (event.key === 'Enter' || event.key === (series.open ? 'ArrowLeft' : 'ArrowRight'))) {
      event.preventDefault();
      return toggle(series.part.name);
    }
    const move = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (move === 0 || current === undefined) return;
    const next = names[Math.min(names.length - 1, Math.max(0, names.indexOf(current) + move))];
    if (next === undefined) return;
    event.preventDefault();
    selectFeature(next);
    box.current?.querySelector<HTMLElement>(`[data-feature="${CSS.escape(next)}"]`)?.focus();
  }

  function toggle(series: string): void {
    setUnfolded((old) => new Set(old.has(series) ? [...old].filter((name) => name !== series) : [...old, series]));
  }

  return (
    <div className="wf">
      <div className="wf-row wf-axis">
        <span className="wf-choice">{choice}</span><div ref={ruler} className="wf-ruler" aria-hidden="true"><Ticks plot={plot} width={width} /></div><span className="muted small" aria-hidden="true">{scale.unit}</span><span className="wf-sum muted small" aria-hidden="true">sum</span>
      </div>
      <div ref={box} role="list" aria-label={`From base value to output, in ${unitNames[scale.unit]}`} data-keys="arrows" onKeyDown={press} onMouseLeave={() => onPoint(null)}>
        {plot.rows.map((row, i) => (
          <Row key={keyOf(row)} row={row} next={plot.rows[i + 1]} plot={plot} scale={scale} width={width} sign={sign}
            selected={row.kind === 'part' && row.part.name === selected} focusable={row.kind === 'part' && row.part.name === current} onPoint={onPoint} onExpand={() => setExpanded(true)} onToggle={toggle} />
        ))}
      </div>
      {expanded && <button type="button" className="wf-fold" onClick={() => setExpanded(false)}>fold the small ones</button>}
    </div>
  );
}

const nothingUnfolded: ReadonlySet<string> = new Set();
const unitNames = { bp: 'basis points', 'log-odds': 'log-odds' } as const;

const keyOf = (row: WaterfallRow): string => (row.kind === 'part' ? row.part.name : ` ${row.kind}`);

interface RowProps {
  readonly row: WaterfallRow;
  readonly next: WaterfallRow | undefined;
  readonly plot: Waterfall;
  readonly scale: Scale;
  readonly width: number;
  readonly sign: 1 | -1;
  readonly selected: boolean;
  readonly focusable: boolean;
  readonly onPoint: (feature: string | null) => void;
  readonly onExpand: () => void;
  readonly onToggle: (series: string) => void;
}

function Row({ row, next, plot, scale, width, sign, selected, focusable, onPoint, onExpand, onToggle }: RowProps) {
  const delta = row.to - row.from;
  const bar = <span className="wf-bar"><WaterfallBar row={row} linksOn={next !== undefined && next.kind !== 'output'} plot={plot} width={width} /></span>;
  if (row.kind === 'part') {
    const { part } = row;
    return (
      <div role="listitem" className={`wf-row wf-part${selected ? ' is-selected' : ''}${row.depth === 1 ? ' wf-step' : ''}`} tabIndex={focusable ? 0 : -1} data-focus-first={focusable || undefined} data-feature={part.name}
        aria-label={`${part.steps ? `${row.open ? 'unfolded' : 'folded'} series ` : ''}${part.label} ${part.members === null && part.value === null ? 'missing, default used' : valueWords(part)}: adds ${formatAdds(delta, scale)} ${scale.unit}${part.error === null ? '' : ` give or take ${formatNumber(whisker * part.error, scale.digits)}`}, ${sign * delta < 0 ? 'against' : 'for'} the call; sum ${formatAdds(row.to, scale)} ${scale.unit}`}
        onFocus={(event) => { onPoint(null); selectFeature(part.name); keepInSight(event.currentTarget); }} onMouseEnter={() => onPoint(part.name)} onClick={(event) => { event.currentTarget.focus(); if (part.steps) onToggle(part.name); }}>
        <span className="wf-name"><span className="wf-label">{part.steps && <span className="wf-twist" aria-hidden="true">{row.open ? '▾' : '▸'}</span>}<ClipLabel label={row.depth === 1 ? stepLabel(part) : part.label} /></span><Value part={part} /></span>
        {bar}
        <span className={`figure ${delta > 0 ? 'up' : delta < 0 ? 'down' : ''}`}>{formatAdds(delta, scale)}</span>
        <span className="figure muted wf-sum">{formatAdds(row.to, scale)}</span>
      </div>
    );
  }
  return (
    <div role="listitem" className={`wf-row wf-${row.kind}`}>
      {row.kind === 'others'
        ? <button type="button" className="wf-label wf-others-button" onClick={onExpand}>{row.count} others <span aria-hidden="true">›</span></button>
        : row.kind === 'base' ? <span className="wf-label"><Term of="base value">Base value</Term></span> : <span className="wf-name"><span className="wf-label">Output</span><span className="wf-proven" title="Base value and parts add up to what came out of the model; gap and tolerance stand below">✓ adds up</span></span>}
      {bar}
      <span className={`figure${row.kind === 'output' ? ' tone-strong' : ''}`}>{formatAdds(row.kind === 'others' ? delta : row.to, scale)}</span>
      <span className="figure muted wf-sum">{row.kind === 'output' ? '' : formatAdds(row.to, scale)}</span>
    </div>
  );
}

/** The description that opens below may cover the row that it is about: a frame later, when it is there, the row moves up. */
const keepInSight = (row: Element): number => requestAnimationFrame(() => row.scrollIntoView({ block: 'nearest' }));

function Value({ part }: { readonly part: Part }) {
  if (part.members) return <span className="wf-value" title={part.members.join(', ')}>{valueWords(part)}</span>;
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
        <text key={tick} x={x} y="12" textAnchor={x < 8 ? 'start' : x > width - 10 ? 'end' : 'middle'}>{formatNumber(tick, decimalsOf(tick), 'always')}</text>
      ))}
    </svg>
  );
}

const spacing = (placed: readonly { readonly x: number }[]): number => Math.abs((placed[1]?.x ?? 1e9) - (placed[0]?.x ?? 0));

/** Round ticks are written as short as they are: +10, +0.5, +0.25. */
const decimalsOf = (tick: number): number => [0, 1, 2].find((digits) => Math.abs(tick * 10 ** digits - Math.round(tick * 10 ** digits)) < 1e-6) ?? 3;
