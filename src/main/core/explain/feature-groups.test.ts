/** Which features take part in an explanation as one. */
import { expect, it } from 'vitest';
import { snapshotChannels, snapshotMoments } from '../../../shared/features/book-snapshots.ts';
import { featureIndex, featureNames, featureSchema } from '../../../shared/features/schema.ts';
import { cardGroups } from './feature-groups.ts';

const labelOf = (name: string): string | undefined => featureSchema[featureIndex(name)]?.label;

it('[EX-25] a series of moments is one group, in the words of its feature of now', () => {
  const { groups, named } = cardGroups({ featureNames });
  expect(new Set(named.slice(-snapshotChannels.length).map(({ label }) => label))).toEqual(new Set(snapshotChannels.map(labelOf)));
  for (const { features } of named.slice(-snapshotChannels.length)) expect(features).toHaveLength(snapshotMoments);
  expect(groups.flat().sort((a, b) => a - b)).toEqual(featureNames.map((_, j) => j));
  const book = named.find(({ label }) => label === 'Order book')?.features ?? [];
  expect([book.includes('order_flow_5'), book.includes('quote_imbalance')]).toEqual([true, false]);
});

it('[EX-25] a single moment stands in its economic group', () => {
  expect(cardGroups({ featureNames: ['ret_5', 'quote_imbalance', 'order_flow_5', 'depth_imbalance_5_t2'] }).named).toEqual([
    { label: 'Momentum', features: ['ret_5'] }, { label: 'Order book', features: ['quote_imbalance', 'order_flow_5', 'depth_imbalance_5_t2'] },
  ]);
});
