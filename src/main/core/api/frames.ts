/** How often a stream may speak, milliseconds between deltas. */

/** Prices: one batch a frame of a 60 Hz screen. */
export const priceFrameMs = 16;
/** What a trader acted on is shown at once, what follows within a frame of the screen with the next; never conflated. */
export const orderFrameMs = 16;
/** States that change by themselves (ages, loop delay). */
export const statusPeriodMs = 250;
