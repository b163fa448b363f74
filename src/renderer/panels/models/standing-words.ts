/** Who answers for a model and until when: publisher, validator, day of expiry. In a line under its name, for who must trust it or not. Pure. */
import type { ModelInfo } from '../../../shared/contract/signals.ts';

/** `signed by demonstration, valid until 2035-03-04; validator: not yet validated by a second person; no evaluation came with it` */
export function standingWords({ publisher, expiresAt, card, isEvaluated }: Pick<ModelInfo, 'publisher' | 'expiresAt' | 'card' | 'isEvaluated'>): string {
  const signed = publisher === null ? 'signature not accepted' : `signed by ${publisher}`;
  return [
    `${signed}${expiresAt === null ? '' : `, valid until ${expiresAt.slice(0, 10)}`}`,
    ...(card ? [`validator: ${card.validator}`, `trained on ${card.trainingData.description}`, ...(isEvaluated ? [] : ['no evaluation came with it'])] : []),
  ].join('; ');
}
