/** Instruments without a suggestion, and why: an abstention is an answer. */
import type { Reading } from '../../../shared/contract/signals.ts';
import { selectInstrument } from '../../stores/selection.ts';
import { useStreamPart } from '../../stores/use-stream.ts';
import { Figure } from '../../ui/figure.tsx';
import { formatBp } from '../../ui/format.ts';
import { Term } from '../../ui/term.tsx';
import { abstainWords } from '../../words/signal-words.ts';

const none: readonly Reading[] = [];

export function SilentRows() {
  const readings = useStreamPart('signals.readings', {}, (state) => state.value) ?? none;
  const silent = readings.filter((reading) => reading.abstained !== null);
  if (silent.length === 0) return null;
  return (
    <div role="group" aria-label="Instruments without a suggestion">
      <div className="sg-head"><span><Term of="abstain">No suggestion</Term></span><span className="figure small">{silent.length}</span><span style={{ marginLeft: 'auto' }}><Term of="score">exp.</Term> bp</span></div>
      {silent.map((reading) => (
        <div key={reading.symbol} className="sg-silent" title={reading.detail ?? undefined} onClick={() => selectInstrument(reading.symbol, 'suggestions')}>
          <span className="sg-symbol">{reading.symbol}</span>
          <span>{reading.abstained === null ? '' : abstainWords[reading.abstained]}</span>
          <span className="clip faint">{reading.detail ?? ''}</span>
          <Figure text={formatBp(reading.signal?.expectedReturnBp)} size="small" />
        </div>
      ))}
    </div>
  );
}
