/** A choice of a few, side by side: one tab stop, arrows move the choice. */
import { useRef, type KeyboardEvent } from 'react';

export interface Segment<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly tone?: 'up' | 'down' | undefined;
}

export interface SegmentedProps<T extends string> {
  readonly label: string;
  readonly segments: readonly Segment<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly disabled?: boolean | undefined;
}

export function Segmented<T extends string>({ label, segments, value, onChange, disabled = false }: SegmentedProps<T>) {
  const box = useRef<HTMLDivElement>(null);
  function press(event: KeyboardEvent): void {
    const move = event.key === 'ArrowRight' || event.key === 'ArrowDown' ? 1 : event.key === 'ArrowLeft' || event.key === 'ArrowUp' ? -1 : 0;
    if (move === 0) return;
    event.preventDefault();
    const at = segments.findIndex((segment) => segment.value === value);
    const next = (at + move + segments.length) % segments.length;
    const segment = segments[next];
    if (!segment) return;
    onChange(segment.value);
    box.current?.querySelectorAll('button')[next]?.focus();
  }
  return (
    <div ref={box} className="segmented" role="radiogroup" aria-label={label} onKeyDown={press}>
      {segments.map((segment) => (
        <button key={segment.value} type="button" role="radio" aria-checked={segment.value === value} disabled={disabled}
          className={segment.tone === undefined ? 'segment' : `segment segment-${segment.tone}`}
          tabIndex={segment.value === value ? 0 : -1} onClick={() => onChange(segment.value)}>{segment.label}</button>
      ))}
    </div>
  );
}
