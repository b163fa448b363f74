/** A panel: one header line (title, subject, link colour, age, actions), then its content under the veil of its state. */
import { useContext, useId, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { DockedPanel, useHeaderSlot } from './header-slot.tsx';
import { StateVeil, type VeilState } from './state-veil.tsx';

export interface PanelFrameProps {
  readonly title: string;
  /** What the panel is about now, such as an instrument's symbol. */
  readonly subject?: ReactNode;
  /** False while what it shows does not follow its link group. */
  readonly link?: boolean | undefined;
  /** An <Age>. */
  readonly age?: ReactNode;
  readonly actions?: ReactNode;
  readonly state: VeilState;
  readonly awaiting: string;
  readonly why?: string | undefined;
  readonly children: ReactNode;
}

export function PanelFrame({ title, subject, link = true, age, actions, state, awaiting, why, children }: PanelFrameProps) {
  const slot = useHeaderSlot();
  const docked = useContext(DockedPanel);
  const id = useId();
  const parts = (
    <>
      {link && docked?.link}
      {subject !== undefined && <span className="subject">{subject}</span>}
      {age}
      {actions !== undefined && <span className="actions">{actions}</span>}
    </>
  );
  const body = <div className="panel-body"><StateVeil state={state} awaiting={awaiting} why={why}>{children}</StateVeil></div>;
  if (slot === 'own') {
    return <section className="panel" aria-labelledby={id}><header className="panel-header"><h2 id={id}>{title}</h2>{parts}</header>{body}</section>;
  }
  // The dock's group is the labelled region already; the heading keeps the outline whole.
  return <div className="panel"><h2 className="visually-hidden">{docked?.title ?? title}</h2>{slot && createPortal(parts, slot)}{body}</div>;
}
