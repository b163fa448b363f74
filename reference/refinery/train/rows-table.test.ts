/** What is handed to people who train elsewhere is what our own training is made of. */
import { expect, it } from 'vitest';
import { epochMicros } from '../../../src/shared/domain/numbers.ts';
import { margin } from '../../../src/shared/models/model.ts';
import { syntheticTape } from '../../simulator/synthetic-tape.ts';
import { readMarket } from './dataset.ts';
import { edgeLogistic } from './recipes/edge-logistic.ts';
import { rowsTable } from './rows-table.ts';
import { trainModel } from './train-model.ts';

it('[LB-11] the rows of a recipe: the parts, labels and weights of its own training, and features as the model sees them', () => {
  const market = readMarket(syntheticTape({ seed: 5, sessions: 4, start: epochMicros(Date.UTC(2025, 0, 6, 14, 30) * 1000), instruments: ['AURX', 'XBMK'] }));
  const trained = trainModel(edgeLogistic, market, { version: '0.0.1', seed: 1, description: 'a test' });
  const [names, ...rows] = [...rowsTable(edgeLogistic, market)].join('').trimEnd().split('\n').map((line) => line.split(','));
  expect(names).toEqual(['part', 'time', 'instrument', 'side', 'weight', 'label', ...trained.card.featureNames]);
  const of = (part: string) => rows.filter((row) => row[0] === part);
  expect(Object.fromEntries(['train', 'calibration', 'test'].map((part) => [part, of(part).length]))).toEqual(trained.report.rows);
  expect(of('train').reduce((sum, row) => sum + Number(row[4]), 0)).toBeCloseTo(of('train').length, 3);
  expect(of('train').at(-1)![1]! < of('calibration')[0]![1]!).toBe(true);
  expect(new Set(rows.map((row) => `${row[2]} ${row[3]} ${row[5]}`)).size).toBe(8);
  // Of the held-out rows the area under the curve of the model that was trained inside comes out as its card says, from the table alone.
  const [model] = trained.models;
  const hits = of('test').map((row) => ({ margin: margin(model!, Float32Array.from(row.slice(6), Number)), hit: row[5] === '1' }));
  const concordant = hits.flatMap((a) => (a.hit ? hits.filter((b) => !b.hit).map((b) => (a.margin > b.margin ? 1 : a.margin === b.margin ? 0.5 : 0)) : []));
  expect(concordant.reduce((sum: number, one) => sum + one, 0) / concordant.length).toBeCloseTo(trained.card.metrics.find(({ name }) => name === 'auc')!.value, 6);
});
