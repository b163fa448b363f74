import { expect, it } from 'vitest';
import { betSize, normalCdf, normalQuantile } from './bet-size.ts';

it('[SG-14] odds give the bet sizes of the known answers (C7b), and the other side below even', () => {
  for (const [odds, size] of [[0.55, 0.0801], [0.6, 0.1617], [0.7, 0.3375], [0.8, 0.5467], [0.9, 0.8176]] as const) {
    expect(betSize(odds)).toBeCloseTo(size, 4);
    expect(betSize(1 - odds)).toBeCloseTo(-size, 4);
  }
  expect([betSize(0), betSize(0.5), betSize(1)]).toEqual([-1, 0, 1]);
});

it('the normal distribution function has its tabulated values', () => {
  for (const [z, p] of [[-3, 0.001349898031630095], [-1.959963984540054, 0.025], [0, 0.5], [1, 0.8413447460685429], [4, 0.9999683287581669]] as const) expect(normalCdf(z)).toBeCloseTo(p, 14);
});

it('its quantiles are its inverse', () => {
  for (const z of [-5, -1.959963984540054, -0.1, 0, 2.5]) expect(normalQuantile(normalCdf(z))).toBeCloseTo(z, 9);
});
