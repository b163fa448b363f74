/** The strongest evidence against the call, called out so that it cannot be missed. */
import type { Side } from '../../../shared/domain/order.ts';
import { Figure } from '../../ui/figure.tsx';
import { formatAdds, formatFeature, type Part, type Scale } from './parts.ts';
import { phraseOf } from './phrases.ts';

export interface AgainstProps {
  readonly parts: readonly Part[];
  readonly scale: Scale;
  /** Null when nothing is suggested. */
  readonly side: Side | null;
  /** The output that is explained where it is not the call. */
  readonly what: string | null;
}

export function AgainstLines({ parts, scale, side, what: of }: AgainstProps) {
  const what = of !== null ? 'Against it' : side === null ? 'Against the lean' : `Against the ${side}`;
  return (
    <section className="why-against" aria-label={`${what}: strongest evidence`}>
      <h3><span className="why-against-what">{what}</span><span className="why-against-short" aria-hidden="true">Against</span></h3>
      {parts.length === 0 && <p className="muted">no feature contributes against it</p>}
      <ol>
        {parts.map((part) => (
          <li key={part.name}>
            <Figure text={formatAdds(part.adds, scale)} tone={part.adds > 0 ? 'up' : 'down'} arrow={true} unit={scale.unit === 'bp' ? 'bp' : ''} />
            <span className="clip" title={`${part.label} ${formatFeature(part.value, part.unit)}`}>{phraseOf(part)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
