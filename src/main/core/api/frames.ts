/** How often a stream may speak, milliseconds between deltas. */

/** Prices: twenty a second is more than an eye can follow. */
export const priceFrameMs = 50;
/** What a trader acted on is shown at once: order events are never conflated. */
export const orderFrameMs = 0;
/** States that change by themselves (ages, loop delay). */
export const statusPeriodMs = 250;
