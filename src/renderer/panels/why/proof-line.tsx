/** The proof that the parts add up, and what stands there when they do not. */
import { additivityGap, type Explanation } from '../../../shared/domain/explanation.ts';
import type { Signal } from '../../../shared/domain/signal.ts';
import { formatNumber } from '../../ui/format.ts';
import { formatTiny } from './parts.ts';

const gapOf = (e: Explanation): number => additivityGap(e.baseValue, e.contributions, e.output);

export function ProofLine({ signal }: { readonly signal: Signal }) {
  const { explanation } = signal;
  return (
    <p className="why-proof">
      <span aria-hidden="true">✓</span> Parts add up to the output: gap <span className="figure">{formatTiny(gapOf(explanation))}</span> σ, tolerance{' '}
      <span className="figure">{formatTiny(explanation.tolerance)}</span> σ. 1 σ = <span className="figure">{formatNumber(signal.horizonVolatilityBp, 1)}</span> bp, one deviation of the {signal.horizonBars}-bar return
    </p>
  );
}

export function ProofFailed({ explanation }: { readonly explanation: Explanation }) {
  return (
    <section className="why-failed" role="alert">
      <h3>✕ Explanation failed</h3>
      <p>
        Base value and contributions add up to <span className="figure">{formatNumber(gapOf(explanation) + explanation.output, 6, 'always')}</span> σ, but the model said{' '}
        <span className="figure">{formatNumber(explanation.output, 6, 'always')}</span> σ. The gap of <span className="figure">{formatTiny(gapOf(explanation))}</span> σ is over the tolerance of{' '}
        <span className="figure">{formatTiny(explanation.tolerance)}</span> σ.
      </p>
      <p className="muted">No bars are drawn, since they would explain another number. Do not act on this reading; the model and its hash are under Source.</p>
    </section>
  );
}
