/** Of which rows an evaluation speaks: how many, of when and of which names. Pure. */
import type { ModelCard } from '../../../shared/domain/model-card.ts';
import type { HeadEvaluation } from '../../../shared/domain/model-evaluation.ts';
import { formatNumber } from '../../ui/format.ts';

/** Rows that the figures were measured on: counted with the odds, else as the card says; null where neither does. */
export function heldOutRows(card: Pick<ModelCard, 'metrics'>, { reliability }: Pick<HeadEvaluation, 'reliability'>): number | null {
  return reliability?.reduce((sum, bin) => sum + bin.rows, 0) ?? card.metrics.reduce<number | null>((most, { rows }) => Math.max(most ?? 0, rows), null);
}

/** `56,784 held-out rows, 2025-02-23 to 2025-03-06, 13 names; none trained on`. Dates and names are those of the rows that are shown one by one, which are spread over all. */
export function heldOutWords(card: Pick<ModelCard, 'metrics'>, evaluated: Pick<HeadEvaluation, 'reliability' | 'sample'>): string {
  const rows = heldOutRows(card, evaluated);
  const { times, symbols } = evaluated.sample;
  const days = times.map((time) => time.slice(0, 10)).sort();
  const names = new Set(symbols).size;
  const parts = [
    rows === null ? 'Held-out rows' : `${formatNumber(rows, 0)} held-out rows`,
    ...(days.length > 0 ? [`${days[0]} to ${days.at(-1)}`] : []), ...(names > 0 ? [`${names} ${names === 1 ? 'name' : 'names'}`] : []),
  ];
  return `${parts.join(', ')}; none trained on, the same for every figure here`;
}
