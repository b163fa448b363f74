/** The call as a sum: what is expected, less what it costs, is what is left. */
import type { Signal, Suggestion } from '../../../shared/domain/signal.ts';
import { Figure } from '../../ui/figure.tsx';
import { formatBp } from '../../ui/format.ts';
import { Term as Word } from '../../ui/term.tsx';
import type { TermName } from '../../words/terms.ts';

export function NumbersLine({ signal, suggestion }: { readonly signal: Signal; readonly suggestion: Suggestion | null }) {
  const { horizonBars, explanation } = signal;
  const source = `${explanation.modelId} ${explanation.modelVersion}, signal ${signal.signalId}`;
  if (!suggestion) return <div className="why-sum"><Sum word="expected" text={formatBp(signal.expectedReturnBp)} source={source} /><span className="unit">bp over {horizonBars} bars</span></div>;
  const { cost } = suggestion;
  return (
    <div className="why-sum">
      <Sum word="edge" of="edge" text={formatBp(suggestion.edgeBp)} source={`${source}: expected return ${formatBp(signal.expectedReturnBp)} bp, in the direction of the side`} />
      <span className="faint">−</span>
      <Sum word="cost" of="cost" text={formatBp(cost.totalBp, 1, 'negative')} source={`round trip that crosses the spread: spread ${formatBp(cost.spreadBp, 1, 'negative')}, fees of both sides ${formatBp(cost.feeBp, 1, 'negative')}, impact by the square-root law ${formatBp(cost.impactBp, 1, 'negative')} bp`} />
      <span className="faint">=</span>
      <Sum word="net" text={formatBp(suggestion.netEdgeBp)} source={source} strong={true} tone={suggestion.netEdgeBp > 0 ? 'strong' : 'warn'} />
      <span className="unit">bp over {horizonBars} bars</span>
    </div>
  );
}

interface SumProps {
  readonly word: string;
  readonly of?: TermName;
  readonly text: string;
  readonly source: string;
  readonly strong?: boolean;
  readonly tone?: 'strong' | 'warn';
}

const Sum = ({ word, of, text, source, strong = false, tone = 'strong' }: SumProps) => (
  <span className="why-term"><span className="muted">{of ? <Word of={of}>{word}</Word> : word}</span> <Figure text={text} tone={tone} size={strong ? 'hero' : 'large'} source={source} /></span>
);
