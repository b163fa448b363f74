/** An estimate in a table: range mark, figure, interval and n; below the floor of cases only that there are too few. */
import type { Estimate } from '../../../shared/contract/reports.ts';
import { toneOf, type Tone } from '../../ui/figure.tsx';
import { nothing } from '../../ui/format.ts';
import { IntervalMark } from '../../ui/interval-mark.tsx';
import { intervalWords, sideOf, tooFew } from '../../ui/interval.ts';

export interface EstimateCellProps {
  readonly estimate: Estimate | null;
  readonly minimum: number;
  readonly axis: { readonly from: number; readonly to: number };
  readonly neutral: number;
  readonly format: (value: number) => string;
  /** The lower end, when its unit need not be said twice. */
  readonly formatLow?: ((value: number) => string) | undefined;
  /** 1 when more is better, -1 when more is worse (a cost). */
  readonly good: 1 | -1;
}

export function EstimateCells({ estimate, minimum, axis, neutral, format, formatLow = format, good }: EstimateCellProps) {
  if (estimate === null) return <td colSpan={2} className="text muted">{nothing}</td>;
  if (tooFew(estimate, minimum)) return <td colSpan={2} className="text faint rp-few">{intervalWords(estimate, minimum, format)}</td>;
  const side = sideOf(estimate, neutral, minimum);
  const tone: Tone = side === 'open' ? 'plain' : toneOf(side === 'above' ? good : -good);
  return (
    <>
      <td className="rp-mark"><IntervalMark estimate={estimate} from={axis.from} to={axis.to} neutral={neutral} /></td>
      <td className="rp-estimate" title={intervalWords(estimate, minimum, format)}>
        <span className={`figure tone-${tone}`}>{format(estimate.value)}</span>
        <span className="figure figure-small muted rp-range">{formatLow(estimate.low)} to {format(estimate.high)}</span>
        <span className="small faint rp-n">n <span className="figure figure-small">{estimate.n}</span></span>
      </td>
    </>
  );
}
