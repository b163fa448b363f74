/** Cells of the blotter that are more than a figure. Each says its state by word and shape; colour only repeats it. */
import type { Provenance } from '../../../shared/domain/order.ts';
import { markedStore } from '../../stores/marked.ts';
import { modelHue } from '../../theme/theme.ts';
import { Chip } from '../../ui/chip.tsx';
import { formatBp, formatPercent, nothing } from '../../ui/format.ts';
import { sourceLetter, statusLooks } from '../../words/order-words.ts';
import { changeWord, heldWords, parentLooks } from '../../words/parent-words.ts';
import { noteOf, progressOf } from './row-figures.ts';
import type { BlotterRow } from './tree-rows.ts';

/** Within this many basis points a slippage is noise and stays grey. */
const slippageBand = 0.5;

export function Mark({ rowId }: { readonly rowId: string }) {
  const isMarked = markedStore.getState().marked.has(rowId);
  return <span className={isMarked ? 'mark is-marked' : 'mark'} aria-label={isMarked ? 'marked' : undefined}>{isMarked ? '✓' : ''}</span>;
}

/** Worse is down with its triangle, better is up; noise stays grey. */
export function Slippage({ bp }: { readonly bp: number | null }) {
  if (bp === null) return nothing;
  const tone = bp > slippageBand ? 'down' : bp < -slippageBand ? 'up' : 'muted';
  return <span className={tone}>{tone === 'down' ? '▼ ' : tone === 'up' ? '▲ ' : ''}{formatBp(bp)}</span>;
}

/** The status; of a parent also what is asked of the OMS and not answered, and that something of it needs a look. */
export function StatusCell({ row }: { readonly row: BlotterRow }) {
  if (row.kind === 'fill') return <span className="muted">● fill, {row.fill.liquidity}</span>;
  if (row.kind === 'order') {
    const look = statusLooks[row.order.ordStatus];
    return <Chip tone={look.tone}>{look.shape} {look.word}</Chip>;
  }
  const { status, asking, refusal } = row.parent;
  const look = parentLooks[status];
  return (
    <span className="cell-chips">
      <Chip tone={look.tone}>{look.shape} {look.word}</Chip>
      {asking !== null && <Chip tone="muted" title={`asked of the OMS and not answered yet: ${changeWord[asking]}`}>◔ {changeWord[asking]}</Chip>}
      {asking === null && refusal !== null && <Chip tone="warn" title={`refused: ${refusal}`}>⊖ no</Chip>}
      {row.problem !== null && refusal === null && <span className="warn" title={row.problem}>▲</span>}
    </span>
  );
}

/** Traded is solid, working hatched, the rest empty; the share is written beside it. */
export function ProgressCell({ row }: { readonly row: BlotterRow }) {
  const progress = progressOf(row);
  if (!progress) return nothing;
  const { traded, working } = progress;
  const words = `${formatPercent(traded, 0)} traded, ${formatPercent(working, 0)} working`;
  return (
    <span className="progress" role="img" aria-label={words} title={words}>
      <span className="progress-track">
        <span className="progress-traded" style={{ width: `${traded * 100}%` }} />
        <span className="progress-working" style={{ width: `${working * 100}%` }} />
      </span>
      <span className="figure figure-small">{Math.round(traded * 100)}</span>
    </span>
  );
}

/** Whose a parent is: a person, the pool, or behind a lock. */
export function HeldCell({ row }: { readonly row: BlotterRow }) {
  if (row.kind !== 'parent') return null;
  const { assignedTo, lockedBy, care } = row.parent;
  return (
    <span className="cell-chips" title={heldWords(row.parent)}>
      {care && <Chip tone="accent" title="A care order: worked by who has locked it">care</Chip>}
      <HeldIcon kind={lockedBy !== null ? 'locked' : assignedTo === null ? 'pool' : 'person'} />
      <span className="clip">{lockedBy ?? assignedTo ?? 'pool'}{lockedBy !== null && <span className="faint"> locked</span>}</span>
    </span>
  );
}

const heldPaths = {
  locked: 'M3 5V3.6a2.5 2.5 0 0 1 5 0V5h1v5H2V5zM4.2 5h2.6V3.6a1.3 1.3 0 0 0-2.6 0z',
  person: 'M5.5 1a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4zM1.5 10c0-2.4 1.8-3.8 4-3.8s4 1.4 4 3.8z',
  pool: 'M1 2h9v1.4H1zM1 4.8h9v1.4H1zM1 7.6h9V9H1z',
} as const;

const HeldIcon = ({ kind }: { readonly kind: keyof typeof heldPaths }) => (
  <svg className="held-icon" viewBox="0 0 11 11" width="11" height="11" aria-hidden="true"><path fillRule="evenodd" d={heldPaths[kind]} /></svg>
);

export function NoteCell({ row }: { readonly row: BlotterRow }) {
  const note = noteOf(row);
  if (!note || row.kind !== 'parent') return null;
  return <span className="cell-note"><span className="note-count" aria-label={`${row.parent.notes.length} notes, newest:`}>✎{row.parent.notes.length}</span> {note.text}</span>;
}

const parameters = ['side', 'size', 'price', 'time'] as const;

export function ProvenanceChips({ provenance }: { readonly provenance: Provenance }) {
  return (
    <span className="provenance">
      {parameters.map((parameter) => (
        <Chip key={parameter} title={`${parameter} set by the ${provenance[parameter]}`} {...(provenance[parameter] === 'model' ? { tone: 'hue', hue: modelHue('drift-linear') } : { tone: 'muted' })}>
          {sourceLetter[provenance[parameter]]}
        </Chip>
      ))}
    </span>
  );
}
