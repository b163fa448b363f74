/** A small form in place under the grid: the first field takes the focus, Enter does it, Esc leaves it and the focus goes back. */
import { useEffect, useRef, type FormEvent, type ReactNode } from 'react';
import { openAsk } from '../../stores/asks.ts';
import { Button } from '../../ui/button.tsx';

export interface WorkFormProps {
  readonly title: string;
  /** What the button says; the consequence in numbers. */
  readonly action: string;
  readonly tone?: 'primary' | 'up' | 'down' | 'danger' | undefined;
  /** Why it cannot be done as it stands; null when it can. */
  readonly fault: string | null;
  /** Whether it was taken: the form closes. */
  readonly onDo: () => Promise<boolean>;
  readonly children: ReactNode;
}

export const leaveForm = (): void => openAsk(null);

export function WorkForm({ title, action, tone = 'primary', fault, onDo, children }: WorkFormProps) {
  const box = useRef<HTMLFormElement>(null);
  const doing = useRef(false);
  useEffect(() => {
    const before = document.activeElement;
    const first = ['input', 'select', '[tabindex="0"]'].map((what) => box.current?.querySelector<HTMLElement>(`.work-fields ${what}`)).find((element) => element);
    (first ?? box.current)?.focus();
    return () => { if (before instanceof HTMLElement && before.isConnected) before.focus(); };
  }, []);
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (fault !== null || doing.current) return;
    doing.current = true;
    const taken = await onDo();
    doing.current = false;
    if (taken) leaveForm();
  }
  return (
    <form ref={box} className="work-form" aria-label={title} data-keys="own" tabIndex={-1} onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => {
        // Enter on a choice of a few would choose what is chosen already.
        if (event.key === 'Enter' && event.target instanceof HTMLElement && event.target.role === 'radio') { event.preventDefault(); box.current?.requestSubmit(); }
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        leaveForm();
      }}>
      <span className="work-title">{title}</span>
      <div className="work-fields">{children}</div>
      <div className="work-foot">
        {fault !== null && <span className="warn clip" role="status"><span aria-hidden="true">⊖ </span>{fault}</span>}
        <span className="grow" />
        <Button type="submit" tone={tone} keys="Enter" disabled={fault !== null} onPress={() => undefined}>{action}</Button>
        <Button tone="quiet" keys="Escape" onPress={leaveForm}>Leave it</Button>
      </div>
    </form>
  );
}

export interface ChoiceProps {
  readonly label: string;
  readonly value: string | null;
  readonly choices: readonly string[];
  /** What null is called. */
  readonly none: string;
  readonly onChange: (value: string | null) => void;
}

/** One of a list, or none. A value that is not in the list any more stays one of it. */
export function Choice({ label, value, choices, none, onChange }: ChoiceProps) {
  const all = value === null || choices.includes(value) ? choices : [value, ...choices];
  return (
    <label className="field">
      <span className="field-label">{label}</span>
      <select className="work-select" value={value ?? ''} onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}>
        <option value="">{none}</option>
        {all.map((choice) => <option key={choice} value={choice}>{choice}</option>)}
      </select>
    </label>
  );
}
