/** The call as a sum: what is expected, less what it costs, is what is left; below it the band, the split of cost and the size. */
import type { Instrument } from '../../../shared/domain/instrument.ts';
import type { Signal, Suggestion } from '../../../shared/domain/signal.ts';
import { Figure } from '../../ui/figure.tsx';
import { formatBp, formatPercent, formatQuantity } from '../../ui/format.ts';

export interface NumbersLineProps {
  readonly signal: Signal;
  readonly suggestion: Suggestion | null;
  readonly instrument: Instrument | undefined;
}

export function NumbersLine({ signal, suggestion, instrument }: NumbersLineProps) {
  const { band, horizonBars, explanation } = signal;
  const source = `${explanation.modelId} ${explanation.modelVersion}, signal ${signal.signalId}`;
  const range = (
    <span title={`The return over ${horizonBars} bars falls between these with probability ${formatPercent(band.level, 0)}, from held-out residuals`}>
      {formatPercent(band.level, 0)} range <Figure text={`${formatBp(band.lowBp)} to ${formatBp(band.highBp)}`} size="small" />
    </span>
  );
  if (!suggestion) {
    return (
      <div className="why-numbers">
        <div className="why-sum"><Term word="expected" text={formatBp(signal.expectedReturnBp)} source={source} /><span className="unit">bp over {horizonBars} bars</span></div>
        <div className="why-notes">{range}</div>
      </div>
    );
  }
  const { cost } = suggestion;
  return (
    <div className="why-numbers">
      <div className="why-sum">
        <Term word="edge" text={formatBp(suggestion.edgeBp)} source={`${source}: expected return ${formatBp(signal.expectedReturnBp)} bp, in the direction of the side`} />
        <span className="faint">−</span>
        <Term word="cost" text={formatBp(cost.totalBp, 1, 'negative')} source="round trip that crosses the spread: spread, fees of both sides, impact by the square-root law" />
        <span className="faint">=</span>
        <Term word="net" text={formatBp(suggestion.netEdgeBp)} source={source} strong={true} tone={suggestion.netEdgeBp > 0 ? 'strong' : 'warn'} />
        <span className="unit">bp over {horizonBars} bars</span>
      </div>
      <div className="why-notes">
        {range}
        <span>cost: spread <Figure text={formatBp(cost.spreadBp, 1, 'negative')} size="small" />, fees <Figure text={formatBp(cost.feeBp, 1, 'negative')} size="small" />, impact <Figure text={formatBp(cost.impactBp, 1, 'negative')} size="small" /></span>
        <span title="Larger orders pay more impact; at this size nothing of the edge is left">
          {suggestion.breakEvenQty === null ? 'impact does not eat the edge at any size' : <>edge gone at <Figure text={formatQuantity(instrument, suggestion.breakEvenQty)} size="small" /> (now <Figure text={formatQuantity(instrument, suggestion.orderQty)} size="small" />)</>}
        </span>
      </div>
    </div>
  );
}

interface TermProps {
  readonly word: string;
  readonly text: string;
  readonly source: string;
  readonly strong?: boolean;
  readonly tone?: 'strong' | 'warn';
}

const Term = ({ word, text, source, strong = false, tone = 'strong' }: TermProps) => (
  <span className="why-term"><span className="muted">{word}</span> <Figure text={text} tone={tone} size={strong ? 'hero' : 'large'} source={source} /></span>
);
