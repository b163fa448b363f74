/** What the model itself says to the changed row, beside what it said. Keeps its line while nothing is changed. */
import type { Rescored } from '../../../shared/contract/signals.ts';
import type { Signal } from '../../../shared/domain/signal.ts';
import { NoAnswer, type AnswerState } from '../../ui/asked.tsx';
import { formatNumber, formatPercent } from '../../ui/format.ts';
import { formatAdds } from './parts.ts';
import type { Reasoning } from './reasoning.ts';

export interface RescoredLineProps {
  readonly of: Reasoning;
  readonly signal: Signal;
  readonly answer: AnswerState<Rescored>;
  /** Features that were moved. */
  readonly changed: number;
}

export function RescoredLine({ of, signal, answer, changed }: RescoredLineProps) {
  const { explanation: e, scale } = of;
  const odds = signal.views.find((view) => view.modelId === e.modelId)?.heads.find(({ name }) => name === e.head)?.odds ?? null;
  const head = answer.value?.heads.find(({ name }) => name === e.head);
  const now = <span className="figure">{formatAdds(e.output * scale.perMargin, scale)}{odds === null ? '' : ` (${formatPercent(odds, 0)})`}</span>;
  if (changed === 0) return <p className="why-rescored muted">Says {now} {scale.unit}. Move a slider: the model scores the changed row itself.</p>;
  if (answer.problem !== undefined) return <div className="why-rescored"><NoAnswer what="Not scored" problem={answer.problem} onAgain={answer.again} /></div>;
  return (
    <p className={answer.isCurrent ? 'why-rescored' : 'why-rescored asked is-older'} aria-live="polite" aria-busy={!answer.isCurrent}>
      With {formatNumber(changed, 0)} changed: {now} → <strong className="figure tone-strong">{head ? formatAdds(head.margin * scale.perMargin, scale) : '\u2003'}{head?.odds === null || head === undefined ? '' : ` (${formatPercent(head.odds, 0)})`}</strong> {scale.unit}
      {head && Math.sign(head.margin) !== Math.sign(e.output) && <span className="why-warn"> ⚠ other sign</span>}
    </p>
  );
}
