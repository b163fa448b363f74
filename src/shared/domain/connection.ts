/** How alive each line out of the house is, in the words that every panel uses. */

export type FeedState = 'never' | 'live' | 'stale' | 'disconnected';
export type OmsState = 'disconnected' | 'connecting' | 'reconciling' | 'ready';
export type JournalState = 'saving' | 'saved' | 'notSaved';
export type TradingState = 'active' | 'halted';

/** Age from which a quote is stale, milliseconds since it was received. */
export const staleAfterMs = 3000;
