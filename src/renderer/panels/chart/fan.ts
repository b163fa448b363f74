/** The expected range as a fan: where price will be at the horizon, widening with the root of time on the way there. Pure. */

export interface Fan {
  /** Where it opens: bars after the last one (0 is the last bar itself), and the price there. */
  readonly fromBar: number;
  readonly fromPrice: number;
  /** Where it ends, in bars after the last one. */
  readonly toBar: number;
  readonly low: number;
  readonly high: number;
  /** Probability that price ends up inside, 0 to 1. */
  readonly level: number;
}

export interface FanPoint {
  readonly bar: number;
  readonly low: number;
  readonly high: number;
}

const points = 24;

/** Upper and lower edge from the opening to the horizon. A random walk spreads with the root of time; only the end is the model's word. */
export function fanEdges(fan: Fan): readonly FanPoint[] {
  if (fan.toBar <= fan.fromBar) return [];
  const middle = (fan.low + fan.high) / 2;
  const half = (fan.high - fan.low) / 2;
  return Array.from({ length: points + 1 }, (_, i) => {
    const share = i / points;
    const centre = fan.fromPrice + (middle - fan.fromPrice) * share;
    const width = half * Math.sqrt(share);
    return { bar: fan.fromBar + (fan.toBar - fan.fromBar) * share, low: centre - width, high: centre + width };
  });
}
