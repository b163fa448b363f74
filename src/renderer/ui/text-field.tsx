/** A line of text with its label, and what is wrong with it under it. */
import { useId, type RefObject } from 'react';

export interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly lengthMax?: number | undefined;
  readonly placeholder?: string | undefined;
  /** What is wrong; null while nothing is. */
  readonly why?: string | null | undefined;
  /** Beside the label, such as a unit or a zone. */
  readonly unit?: string | undefined;
  readonly disabled?: boolean | undefined;
  /** Offered while typing. */
  readonly choices?: readonly string[] | undefined;
  readonly inputRef?: RefObject<HTMLInputElement | null> | undefined;
}

export function TextField({ label, value, onChange, lengthMax, placeholder, why = null, unit, disabled = false, choices, inputRef }: TextFieldProps) {
  const id = useId();
  return (
    <label className={`field field-text${why === null ? '' : ' field-wrong'}`}>
      <span className="field-label">{label}{unit !== undefined && <span className="unit">{unit}</span>}</span>
      <input ref={inputRef} type="text" maxLength={lengthMax} placeholder={placeholder} disabled={disabled} autoComplete="off" spellCheck={false} value={value}
        aria-invalid={why !== null} aria-describedby={why === null ? undefined : id} list={choices === undefined ? undefined : `${id}-choices`} onChange={(event) => onChange(event.target.value)} />
      {choices !== undefined && <datalist id={`${id}-choices`}>{choices.map((choice) => <option key={choice} value={choice} />)}</datalist>}
      {why !== null && <span id={id} className="field-why" role="alert">{why}</span>}
    </label>
  );
}
