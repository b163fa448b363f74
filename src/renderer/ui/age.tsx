/** How old something is, with a shape: ● live, ◷ stale, ⊘ disconnected, · never. */
import { formatSpan, nothing } from './format.ts';

export type Freshness = 'live' | 'stale' | 'disconnected' | 'never';

const shapes: Readonly<Record<Freshness, string>> = { live: '●', stale: '◷', disconnected: '⊘', never: '·' };
const words: Readonly<Record<Freshness, string>> = { live: 'live', stale: 'stale', disconnected: 'disconnected', never: 'nothing yet' };

export interface AgeProps {
  readonly freshness: Freshness;
  readonly ageMs?: number | null | undefined;
  /** What it is the age of, for the tooltip. */
  readonly label?: string | undefined;
  /** Shows the shape alone while it is live: for narrow columns. */
  readonly brief?: boolean | undefined;
}

export function Age({ freshness, ageMs, label, brief = false }: AgeProps) {
  const age = ageMs === null || ageMs === undefined ? nothing : formatSpan(ageMs);
  return (
    <span className={`age age-${freshness}`} title={`${label === undefined ? '' : `${label}: `}${words[freshness]}${age === nothing ? '' : `, ${age} old`}`}>
      <span className="age-shape" aria-hidden="true">{shapes[freshness]}</span>
      <span className="visually-hidden">{words[freshness]} </span>
      {!(brief && freshness === 'live') && <span className="figure">{freshness === 'live' && (ageMs ?? 0) < 1000 ? 'live' : age}</span>}
    </span>
  );
}
