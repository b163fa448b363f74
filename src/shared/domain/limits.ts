/** The firm's limits for one desk. A trader can be stricter, never looser; limits come from settings, not the screen. */

export interface Limits {
  /** Version of the limit set, written beside each check in the journal. */
  readonly version: string;
  /** Largest distance of a limit price from the reference price, basis points. */
  readonly priceCollarBp: number;
  /** Largest order, minor units of the instrument's currency. */
  readonly orderValueMinorMax: number;
  /** Largest order, in multiples of the instrument's clip (a tenth of a percent of ADV), or lots where ADV is unknown. */
  readonly orderQtyMax: number;
  /** Largest absolute position after all working orders fill, lots. */
  readonly positionQtyMax: number;
  /** Oldest quote that a control may rely on, milliseconds since it was received. */
  readonly quoteAgeMsMax: number;
  /** Window in which an equal order counts as a duplicate, milliseconds. */
  readonly duplicateWindowMs: number;
}
