/** One of a list of names, or none of them. */
export interface SelectFieldProps {
  readonly label: string;
  readonly value: string | null;
  readonly choices: readonly string[];
  readonly onChange: (value: string | null) => void;
  /** What no choice is called. */
  readonly none?: string | undefined;
  readonly disabled?: boolean | undefined;
}

export function SelectField({ label, value, choices, onChange, none = 'none', disabled = false }: SelectFieldProps) {
  // A value that is no longer offered stays in view and can be kept.
  const all = value === null || choices.includes(value) ? choices : [value, ...choices];
  return (
    <label className="field">
      <span className="field-label">{label}</span>
      <select className="field-select" value={value ?? ''} disabled={disabled} onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}>
        <option value="">{none}</option>
        {all.map((choice) => <option key={choice} value={choice}>{choice}</option>)}
      </select>
    </label>
  );
}
