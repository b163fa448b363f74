/** What the desk does while a model is silent, in the words of the one table that the policy keeps (src/shared/signals/decisions.ts). Pure. */
import type { ModelCard } from '../../../shared/domain/model-card.ts';
import { decisionRules } from '../../../shared/signals/decisions.ts';

/** `no odds are stated; the stop is the far end of the band`; of a role that decides several things, each once. */
export function silenceWords(card: Pick<ModelCard, 'role'> | null): string {
  const said = new Set(decisionRules.filter(({ role }) => role === card?.role).flatMap(({ silent }) => silent.replace(/: `[A-Z_]+`$/, '').split('; ')));
  if (said.size === 0) return 'its part of the decision is left out';
  return [...said].join('; ');
}
