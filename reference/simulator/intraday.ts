/** The shape of a trading day: volatility and volume are high after the open and before the close (a U). */

/**
 * Volatility multiplier at a place in the session, with mean square 1 over the session.
 * Form: 1 + a exp(-place/u) + b exp(-(1-place)/v), an exponential smoothing of the U of Wood, McInish and Ord (1985) and
 * Andersen and Bollerslev (1997), raised to `strength` (0: flat).
 * @param place 0 at the open, 1 at the close.
 */
export const volatilityShape = (place: number, strength: number): number =>
  rawVolatility(place) ** strength / normaliser(rawVolatility, strength, 2);

/** Volume multiplier at a place in the session, with mean 1; its close is higher than that of volatility. */
export const volumeShape = (place: number, strength: number): number =>
  rawVolume(place) ** strength / normaliser(rawVolume, strength, 1);

const rawVolatility = (place: number): number => 1 + 1.3 * Math.exp(-place / 0.07) + 0.8 * Math.exp(-(1 - place) / 0.08);
const rawVolume = (place: number): number => 1 + 1.6 * Math.exp(-place / 0.06) + 1.9 * Math.exp(-(1 - place) / 0.05);

const known = new Map<string, number>();

/** The power mean of a raw shape over the session, by the midpoint rule on 2,000 cells. */
function normaliser(raw: (place: number) => number, strength: number, power: 1 | 2): number {
  const key = `${power}/${strength}`;
  let value = known.get(key);
  if (value === undefined) {
    const cells = 2_000;
    let sum = 0;
    for (let i = 0; i < cells; i++) sum += raw((i + 0.5) / cells) ** (strength * power);
    value = (sum / cells) ** (1 / power);
    known.set(key, value);
  }
  return value;
}
