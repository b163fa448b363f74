import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { participationWhereEdgeIsGone, roundTripCost } from './cost.ts';

const inputs = { spreadBp: 2, feeBp: 0.5, dailyVolatilityBp: 150, participation: 0.0001 };

describe('round trip cost', () => {
  it('is the spread, both fees, and impact of both sides by the square root of participation', () => {
    expect(roundTripCost(inputs)).toEqual({ spreadBp: 2, feeBp: 1, impactBp: 3, totalBp: 6 }); // 2 x 150 x sqrt(0.0001) = 3
    expect(roundTripCost({ ...inputs, participation: 0.0004 }).impactBp).toBeCloseTo(6, 12); //    four times the size, twice the impact
  });

  it('charges an unknown ADV as a tenth of a percent, and nothing for nothing', () => {
    expect(roundTripCost({ ...inputs, participation: null }).impactBp).toBeCloseTo(2 * 150 * Math.sqrt(0.001), 12);
    expect(roundTripCost({ ...inputs, participation: 0 }).impactBp).toBe(0);
  });

  it('the edge is gone exactly where cost equals it (property)', () => {
    fc.assert(fc.property(fc.double({ min: 0.1, max: 200, noNaN: true }), fc.double({ min: 1, max: 500, noNaN: true }), (edgeBp, dailyVolatilityBp) => {
      const participation = participationWhereEdgeIsGone(edgeBp, { ...inputs, dailyVolatilityBp });
      if (edgeBp <= 3) expect(participation).toBe(0);
      else expect(roundTripCost({ ...inputs, dailyVolatilityBp, participation }).totalBp).toBeCloseTo(edgeBp, 6);
    }));
    expect(participationWhereEdgeIsGone(10, { ...inputs, dailyVolatilityBp: 0 })).toBeNull();
  });
});
