/** Expected return with its band on one axis through zero, in basis points; cost as a dashed line on the suggested side. */
import type { CSSProperties } from 'react';
import { modelHue } from '../../theme/theme.ts';

export interface BandProps {
  readonly modelId: string;
  readonly expectedBp: number;
  readonly lowBp: number;
  readonly highBp: number;
  /** Signed to the suggested side: the return that just pays for the trade. */
  readonly costBp: number | null;
  /** Half of the axis, the same for all rows of a list so that they compare. */
  readonly scaleBp: number;
}

export function Band({ modelId, expectedBp, lowBp, highBp, costBp, scaleBp }: BandProps) {
  const place = (bp: number): number => 50 + 50 * Math.min(1, Math.max(-1, bp / scaleBp));
  return (
    <span className="band" aria-hidden="true" style={{ '--hue': `var(${modelHue(modelId)})` } as CSSProperties}>
      <span className="band-zero" />
      <span className="band-range" style={{ left: `${place(lowBp)}%`, width: `${place(highBp) - place(lowBp)}%` }} />
      {costBp !== null && <span className="band-cost" style={{ left: `${place(costBp)}%` }} />}
      <span className="band-point" style={{ left: `${place(expectedBp)}%` }} />
    </span>
  );
}
