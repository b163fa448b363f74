/** A number in tabular figures. The text comes from format.ts; tone and shape say what kind of number it is. */
import './ui.css';

export type Tone = 'plain' | 'strong' | 'muted' | 'up' | 'down' | 'warn' | 'danger' | 'stale';

export interface FigureProps {
  readonly text: string;
  readonly tone?: Tone | undefined;
  /** Puts a small triangle before it, so that direction does not hang on colour alone. */
  readonly arrow?: boolean | undefined;
  readonly unit?: string | undefined;
  /** Where the number comes from: journal seq, quote time, model version. Shown on hover. */
  readonly source?: string | undefined;
  readonly size?: 'small' | 'body' | 'large' | 'hero' | undefined;
}

export function Figure({ text, tone = 'plain', arrow = false, unit, source, size = 'body' }: FigureProps) {
  return (
    <span className={`figure tone-${tone} figure-${size}`} title={source}>
      {arrow && tone === 'up' && <span className="arrow" aria-hidden="true">▲</span>}
      {arrow && tone === 'down' && <span className="arrow" aria-hidden="true">▼</span>}
      {text}
      {unit !== undefined && <span className="unit">{unit}</span>}
    </span>
  );
}

/** Up above `band`, down below minus `band`, plain between: noise does not blink. */
export const toneOf = (value: number | null | undefined, band = 0): Tone =>
  value === null || value === undefined ? 'muted' : value > band ? 'up' : value < -band ? 'down' : 'plain';
