/** A button with its key on it. */
import type { ReactNode } from 'react';
import { KeyHint, keyNames } from './key-hint.tsx';

export interface ButtonProps {
  readonly children: ReactNode;
  readonly onPress: () => void;
  readonly tone?: 'plain' | 'primary' | 'up' | 'down' | 'danger' | 'quiet' | undefined;
  /** Shown on the button and in its tooltip; the binding itself is a command's. */
  readonly keys?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly pressed?: boolean | undefined;
  /** Shown on hover; and said by a screen reader when the children are a symbol. */
  readonly label?: string | undefined;
  readonly type?: 'button' | 'submit' | undefined;
}

export function Button({ children, onPress, tone = 'plain', keys, disabled = false, pressed, label, type = 'button' }: ButtonProps) {
  const hint = keys === undefined ? undefined : keyNames(keys).join('+');
  return (
    <button type={type} className={`button button-${tone}`} disabled={disabled} aria-pressed={pressed} aria-label={typeof children === 'string' ? undefined : label}
      aria-keyshortcuts={hint} title={label === undefined ? hint : hint === undefined ? label : `${label} (${hint})`} onClick={onPress}>
      {children}
      {keys !== undefined && <KeyHint keys={keys} />}
    </button>
  );
}
