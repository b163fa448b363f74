/** The views of one model, and which of them it has. Pure. */
import type { ModelCard } from '../../../shared/domain/model-card.ts';

export const detailViews = ['card', 'drivers', 'odds', 'families', 'live'] as const;
export type DetailView = (typeof detailViews)[number];

const labels: Readonly<Record<DetailView, string>> = { card: 'Card', drivers: 'Drivers', odds: 'Odds', families: 'Families', live: 'Live' };

/** A model that gives no odds has nothing to show of them. */
export const viewsOf = (card: Pick<ModelCard, 'heads'> | null): readonly { readonly value: DetailView; readonly label: string }[] =>
  (card === null ? [] : detailViews.filter((view) => view !== 'odds' || card.heads.some(({ unit }) => unit === 'log-odds')).map((value) => ({ value, label: labels[value] })));
