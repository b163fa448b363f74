/** A short word or letter with a meaning: an outline, a fill, or the hue of a model. */
import type { CSSProperties, ReactNode } from 'react';

export type ChipTone = 'plain' | 'muted' | 'up' | 'down' | 'warn' | 'danger' | 'unresolved' | 'accent' | 'hue';

export interface ChipProps {
  readonly children: ReactNode;
  readonly tone?: ChipTone | undefined;
  readonly fill?: boolean | undefined;
  /** Token of the hue, for tone 'hue': `--model-1`. */
  readonly hue?: string | undefined;
  readonly title?: string | undefined;
}

export function Chip({ children, tone = 'plain', fill = false, hue, title }: ChipProps) {
  const style = hue === undefined ? undefined : ({ '--hue': `var(${hue})` } as CSSProperties);
  return <span className={`chip chip-${tone}${fill ? ' chip-fill' : ''}`} style={style} title={title}>{children}</span>;
}
