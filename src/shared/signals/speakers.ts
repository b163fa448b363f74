/** Finding what a model says among the views of a bar, and its odds with what came of such odds before. */
import { frequencyOf } from '../calibration/calibration-map.ts';
import type { ModelCard, ModelRole } from '../domain/model-card.ts';
import type { Side } from '../domain/order.ts';
import type { ModelView, Odds } from '../domain/signal.ts';

/** A model that speaks. */
export interface Speaker {
  readonly card: ModelCard;
  readonly view: ModelView;
}

/**
 * The model of a role at this bar, asked about `side` (null: about the market); null while it is silent or its card is not at hand. Views of
 * side models may be there for both sides.
 */
export function speakerOf(views: readonly ModelView[], cards: readonly ModelCard[], role: ModelRole, side: Side | null): Speaker | null {
  const view = views.find((v) => v.role === role && v.side === side);
  if (!view || view.problem !== null || view.heads.length === 0) return null;
  const card = cards.find((c) => c.modelId === view.modelId && c.version === view.modelVersion);
  return card ? { card, view } : null;
}

/** Odds of a head; where a model has one head only, of that, whatever its name. Null where it gives none. */
export function oddsOf({ card, view }: Speaker, head: string): Odds | null {
  const said = view.heads.find((h) => h.name === head) ?? (view.heads.length === 1 ? view.heads[0] : undefined);
  if (!said || said.odds === null) return null;
  const spec = card.heads.find((h) => h.name === said.name);
  return { modelId: view.modelId, modelVersion: view.modelVersion, head: said.name, value: said.odds, frequency: spec ? frequencyOf(spec, said.odds) : null };
}
