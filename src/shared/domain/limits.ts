/**
 * The firm's limits for one desk. A trader can be stricter, never looser; limits come from settings, not the screen.
 * Value limits lead: they mean the same for a share, a future and a coin. Quantity limits stand behind them as a share
 * of what trades in a day, and in plain lots as a backstop (docs/specs/risk.md says why).
 */

export interface Limits {
  /** Version of the limit set, written beside each check in the journal. */
  readonly version: string;
  /** Largest distance of a limit price from the reference price, basis points. */
  readonly priceCollarBp: number;
  /** Largest order, minor units of the instrument's currency, unless `byCurrency` names another. */
  readonly orderValueMinorMax: number;
  /** Largest absolute position after all working orders fill, minor units, unless `byCurrency` names another. */
  readonly positionValueMinorMax: number;
  /** Value limits for currencies whose minor unit is worth much more or much less than a cent. */
  readonly byCurrency: Readonly<Record<string, ValueLimits>>;
  /** Largest order as a share of average daily volume (0.01 is one percent); not applied where ADV is unknown. */
  readonly orderAdvShareMax: number;
  /** Largest absolute position after all working orders fill, as a share of ADV; not applied where ADV is unknown. */
  readonly positionAdvShareMax: number;
  /** Largest order in lots, whatever the instrument: the backstop where ADV is unknown. */
  readonly orderQtyMax: number;
  /** Largest absolute position after all working orders fill, lots: the backstop likewise. */
  readonly positionQtyMax: number;
  /** Oldest quote that a control may rely on, milliseconds since it was received. */
  readonly quoteAgeMsMax: number;
  /** Window in which an equal order counts as a duplicate, milliseconds. */
  readonly duplicateWindowMs: number;
}

export interface ValueLimits {
  readonly orderValueMinorMax: number;
  readonly positionValueMinorMax: number;
}

/** What a desk starts with: a quarter of a million and one million of the currency, five and twenty percent of ADV. */
export const defaultLimits: Limits = {
  version: 'default-1',
  priceCollarBp: 300,
  orderValueMinorMax: 25_000_000,
  positionValueMinorMax: 100_000_000,
  byCurrency: { JPY: { orderValueMinorMax: 40_000_000, positionValueMinorMax: 160_000_000 } },
  orderAdvShareMax: 0.05,
  positionAdvShareMax: 0.2,
  orderQtyMax: 100_000_000_000,
  positionQtyMax: 400_000_000_000,
  quoteAgeMsMax: 3000,
  duplicateWindowMs: 500,
};

/** The value limits in force for a currency. The name comes from the venue: one such as "constructor" finds no limit of ours, never none at all. */
export const valueLimits = (limits: Limits, currency: string): ValueLimits =>
  (Object.hasOwn(limits.byCurrency, currency) ? limits.byCurrency[currency] : undefined) ?? limits;

/** Largest order in lots: the tighter of the plain limit and the ADV share. `adv` in lots, null when unknown. */
export const orderQtyLimit = (limits: Limits, adv: number | null): number =>
  tighter(limits.orderQtyMax, adv, limits.orderAdvShareMax);

/** Largest absolute position in lots, likewise. */
export const positionQtyLimit = (limits: Limits, adv: number | null): number =>
  tighter(limits.positionQtyMax, adv, limits.positionAdvShareMax);

const tighter = (plain: number, adv: number | null, share: number): number =>
  adv === null ? plain : Math.min(plain, Math.floor(adv * share));
