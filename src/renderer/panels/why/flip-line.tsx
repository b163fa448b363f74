/** The smallest change that was found to turn the call, in words. */
import type { FeatureInfo, FlipAnswer } from '../../../shared/contract/signals.ts';
import type { ModelCard } from '../../../shared/domain/model-card.ts';
import type { Signal } from '../../../shared/domain/signal.ts';
import { Asked, useAnswer } from '../../ui/asked.tsx';
import { formatBp, formatNumber } from '../../ui/format.ts';
import { Term } from '../../ui/term.tsx';
import { formatFeature } from './parts.ts';

export function FlipLine({ signal, features, card }: { readonly signal: Signal; readonly features: readonly FeatureInfo[]; readonly card: ModelCard | null }) {
  const answer = useAnswer('signals.flip', { signalId: signal.signalId }, signal.symbol, signal);
  return (
    <section className="why-flip" aria-label="What would flip it">
      <h3><Term of="flip">What would flip it</Term></h3>
      <Asked answer={answer} what="what would flip it" lines={2}>{(flip) => <Flip answer={flip} signal={answer.of ?? signal} features={features} card={card} />}</Asked>
    </section>
  );
}

function Flip({ answer, signal, features, card }: { readonly answer: FlipAnswer; readonly signal: Signal; readonly features: readonly FeatureInfo[]; readonly card: ModelCard | null }) {
  const { flip, from, to } = answer;
  if (flip === null) return <p>Nothing within what was observed turns it from {from} to {to}, with up to three features changed.</p>;
  return (
    <>
      <ul>
        {flip.changes.map(({ name, from: was, to: would }) => {
          const info = features.find((one) => one.name === name);
          const deviation = card?.featureDeviations[card.featureNames.indexOf(name)] ?? 0;
          return (
            <li key={name} title={info?.glossary}>
              {info?.label ?? name} <span className="figure">{formatFeature(was, info?.unit ?? '')}</span> → <span className="figure tone-strong">{formatFeature(would, info?.unit ?? '')}</span>
              {deviation > 0 && <span className="muted"> {formatNumber(Math.abs(would - was) / deviation, 1)} deviations</span>}
            </li>
          );
        })}
      </ul>
      <p className="muted">{from} → {to}: the model then says <span className="figure">{formatNumber(flip.margin, 2, 'always')}</span> σ (<span className="figure">{formatBp(flip.margin * signal.horizonVolatilityBp)}</span> bp), scored by itself</p>
    </>
  );
}
