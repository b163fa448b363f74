/** One line that says what became of what was just done. Newest last; it stays until it is read or replaced. */
export type NoticeTone = 'done' | 'waiting' | 'denied' | 'rejected' | 'unresolved' | 'plain';

const shapes: Readonly<Record<NoticeTone, string>> = { done: '✓', waiting: '◷', denied: '⊖', rejected: '✕', unresolved: '?', plain: '·' };

export function Notice({ tone, children, onDismiss }: { readonly tone: NoticeTone; readonly children: string; readonly onDismiss?: (() => void) | undefined }) {
  return (
    <div className={`notice notice-${tone}`}>
      <span className="notice-shape" aria-hidden="true">{shapes[tone]}</span>
      <span className="grow clip" title={children}>{children}</span>
      {onDismiss && <button type="button" className="notice-close" aria-label="Dismiss" onClick={onDismiss}>×</button>}
    </div>
  );
}
