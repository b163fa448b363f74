/** The strongest evidence against the call, called out so that it cannot be missed. */
import type { Side } from '../../../shared/domain/order.ts';
import { Figure } from '../../ui/figure.tsx';
import { formatBp } from '../../ui/format.ts';
import { formatFeature, type Part } from './parts.ts';
import { phraseOf } from './phrases.ts';

export function AgainstLines({ parts, side }: { readonly parts: readonly Part[]; readonly side: Side | null }) {
  const what = side === null ? 'Against the lean' : `Against the ${side}`;
  return (
    <section className="why-against" aria-label={`${what}: strongest evidence`}>
      <h3>{what}</h3>
      {parts.length === 0 && <p className="muted">no feature contributes against it</p>}
      <ol>
        {parts.map((part) => (
          <li key={part.name}>
            <Figure text={formatBp(part.bp)} tone={part.bp > 0 ? 'up' : 'down'} arrow={true} unit="bp" />
            <span title={`${part.label} ${formatFeature(part.value, part.unit)}`}>{phraseOf(part)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
