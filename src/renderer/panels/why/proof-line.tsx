/** The proof that the parts add up, in what unit, by what method; and what stands there when they do not. */
import { additivityGap, type Explanation, type ExplanationMethod } from '../../../shared/domain/explanation.ts';
import type { Signal } from '../../../shared/domain/signal.ts';
import { formatNumber, formatPercent } from '../../ui/format.ts';
import { Term } from '../../ui/term.tsx';
import { formatTiny } from './parts.ts';
import { methodsOf, methodWords, oddsAt, type Reasoning } from './reasoning.ts';

const gapOf = (e: Explanation): number => additivityGap(e.baseValue, e.contributions, e.output);
const unitOf = (e: Explanation): string => (e.unit === 'sigma' ? 'σ' : 'log-odds');

export interface ProofLineProps {
  readonly of: Reasoning;
  readonly signal: Signal;
  /** Null where the method cannot be chosen. */
  readonly onMethod: ((method: ExplanationMethod) => void) | null;
}

export function ProofLine({ of, signal, onMethod }: ProofLineProps) {
  const { explanation: e, card } = of;
  const methods = card ? methodsOf[card.family] : [];
  return (
    <p className="why-proof">
      <span aria-hidden="true">✓</span> Parts add up to the output: <Term of="additivity gap">gap</Term> <span className="figure">{formatTiny(gapOf(e))}</span> {unitOf(e)}, tolerance{' '}
      <span className="figure">{formatTiny(e.tolerance)}</span> {unitOf(e)}.{' '}
      {e.unit === 'sigma'
        ? <>1 σ = <span className="figure">{formatNumber(signal.horizonVolatilityBp, 1)}</span> bp, one deviation of the {signal.horizonBars}-bar return.</>
        : <OddsOfMargins of={of} signal={signal} />}{' '}
      <span className="muted">
        {onMethod && methods.length > 1
          ? <select className="why-method" aria-label="Method of explanation" value={e.method} onChange={(event) => { const method = methods.find((m) => m === event.target.value); if (method) onMethod(method); }}>{[...new Set([...methods, e.method])].map((method) => <option key={method} value={method}>{method}</option>)}</select>
          : <span className="figure">{e.method}</span>}
        : {methodWords[e.method]} (<Term of="background" /> {e.backgroundId}){e.standardErrors === null ? '' : <>; whiskers are 95 % of the <Term of="standard error" /></>}.
      </span>
    </p>
  );
}

/** The two ends as odds, since contributions add up to log-odds and not to odds. */
function OddsOfMargins({ of, signal }: { readonly of: Reasoning; readonly signal: Signal }) {
  const { explanation: e, card } = of;
  const head = card?.heads.find(({ name }) => name === e.head);
  const [base, output] = [oddsAt(head, e.baseValue), oddsAt(head, e.output)];
  const said = signal.views.find((view) => view.modelId === e.modelId)?.heads.find(({ name }) => name === e.head)?.odds ?? null;
  const several = (card?.heads.length ?? 1) > 1;
  return (
    <strong className="why-units">
      Contributions add up to <Term of="log-odds" />, not to odds:{' '}
      base <span className="figure">{formatNumber(e.baseValue, 2, 'always')}</span>{base === null ? '' : <> is <span className="figure">{formatPercent(base, 0)}</span></>},{' '}
      output <span className="figure">{formatNumber(e.output, 2, 'always')}</span>{output === null ? '' : <> is <span className="figure">{formatPercent(output, 0)}</span></>}
      {several && said !== null ? <> against the rest, <span className="figure">{formatPercent(said, 0)}</span> beside the other outputs</> : ' after calibration'}.
    </strong>
  );
}

export function ProofFailed({ explanation }: { readonly explanation: Explanation }) {
  const unit = unitOf(explanation);
  return (
    <section className="why-failed" role="alert">
      <h3>✕ Explanation failed</h3>
      <p>
        Base value and contributions add up to <span className="figure">{formatNumber(gapOf(explanation) + explanation.output, 6, 'always')}</span> {unit}, but the model said{' '}
        <span className="figure">{formatNumber(explanation.output, 6, 'always')}</span> {unit}. The gap of <span className="figure">{formatTiny(gapOf(explanation))}</span> {unit} is over the tolerance of{' '}
        <span className="figure">{formatTiny(explanation.tolerance)}</span> {unit}.
      </p>
      <p className="muted">No bars are drawn, since they would explain another number. Do not act on this reading; the model and its hash are under Source.</p>
    </section>
  );
}
