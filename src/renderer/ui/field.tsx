/** A typed number that steps by its own smallest unit: arrows by one, Shift by ten, Page keys by a hundred. */
import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import type { Typed } from './format.ts';

export interface FieldProps<T extends number> {
  readonly label: string;
  /** Unit beside the label. */
  readonly unit?: string | undefined;
  /** Null while nothing valid is in the field. */
  readonly value: T | null;
  readonly format: (value: T) => string;
  readonly read: (text: string) => Typed<T>;
  readonly onChange: (value: T | null) => void;
  /** The value `steps` smallest units further. */
  readonly step: (value: T, steps: number) => T;
  readonly disabled?: boolean | undefined;
  readonly inputRef?: RefObject<HTMLInputElement | null> | undefined;
  readonly onEnter?: (() => void) | undefined;
}

const stepsOf: Readonly<Record<string, number>> = { ArrowUp: 1, ArrowDown: -1, PageUp: 100, PageDown: -100 };

export function Field<T extends number>(props: FieldProps<T>) {
  const { label, unit, value, format, read, onChange, step, disabled = false, inputRef, onEnter } = props;
  const [text, setText] = useState<string | null>(null);
  const [why, setWhy] = useState<string | null>(null);
  const typed = useRef(false);

  useEffect(() => {
    // A value set from outside (another suggestion, a step) replaces what stands in the field.
    if (typed.current) typed.current = false;
    else { setText(null); setWhy(null); }
  }, [value]);

  function type(next: string): void {
    const result = read(next);
    typed.current = (result.ok ? result.value : null) !== value;
    setText(next);
    setWhy(result.ok ? null : result.why);
    onChange(result.ok ? result.value : null);
  }

  function press(event: KeyboardEvent): void {
    if (event.key === 'Enter') return onEnter?.();
    const steps = stepsOf[event.key];
    if (steps === undefined || value === null) return;
    event.preventDefault();
    typed.current = false;
    setText(null);
    setWhy(null);
    onChange(step(value, event.shiftKey ? steps * 10 : steps));
  }

  return (
    <label className={`field${why === null ? '' : ' field-wrong'}`}>
      <span className="field-label">{label}{unit !== undefined && <span className="unit">{unit}</span>}</span>
      <input ref={inputRef} className="figure" inputMode="decimal" autoComplete="off" spellCheck={false} disabled={disabled}
        aria-invalid={why !== null} value={text ?? (value === null ? '' : format(value))}
        onChange={(event) => type(event.target.value)} onKeyDown={press} onBlur={() => { if (why === null) setText(null); }}
        onFocus={(event) => event.target.select()} />
      {why !== null && <span className="field-why" role="alert">{why}</span>}
    </label>
  );
}
