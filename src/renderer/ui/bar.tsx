/** A tiny horizontal bar from a zero line, for contributions and shares. Decoration: its figure stands beside it. */
export interface BarProps {
  /** -1 to 1, of the widest in its group. */
  readonly share: number;
  readonly tone: 'up' | 'down' | 'plain' | 'warn';
  /** One-sided bars start at the left edge. */
  readonly oneSided?: boolean | undefined;
}

export function Bar({ share, tone, oneSided = false }: BarProps) {
  const size = Math.min(1, Math.abs(share));
  const left = oneSided ? 0 : share < 0 ? 50 - size * 50 : 50;
  return (
    <span className={`bar${oneSided ? '' : ' bar-two'}`} aria-hidden="true">
      <span className={`bar-fill bar-${tone}`} style={{ left: `${left}%`, width: `${oneSided ? size * 100 : size * 50}%` }} />
    </span>
  );
}
