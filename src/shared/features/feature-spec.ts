/** What is said of a feature: for traders, for models and for explanations. */

/** Economic groups: what a feature is about. Explanations give exact Shapley values of whole groups. */
export const featureGroups = ['momentum', 'reversal', 'session', 'regime', 'volatility', 'volume', 'trades', 'book', 'own', 'calendar'] as const;
export type FeatureGroup = (typeof featureGroups)[number];

/** The groups in words. */
export const featureGroupLabels: Readonly<Record<FeatureGroup, string>> = {
  momentum: 'Momentum', reversal: 'Place in range', session: "Today's session", regime: 'Trending or reverting', volatility: 'Volatility',
  volume: 'Volume', trades: 'Trade flow', book: 'Order book', own: 'Own orders', calendar: 'Calendar',
};

/** The data that a feature is made of, beside prices of bars. */
export type FeatureSource = 'bars' | 'volume' | 'trades' | 'quotes' | 'depth' | 'own' | 'sessions';

export interface FeatureSpec {
  /** Machine name; stable, part of the hash. */
  readonly name: string;
  /** Words that a trader understands. */
  readonly label: string;
  /** 'sigma': multiples of what is usual, mostly the volatility of one bar over the same span; 'ratio': within [-1, 1]; 'log': natural logarithm of a ratio. */
  readonly unit: 'sigma' | 'ratio' | 'log';
  /** Bars that it looks back over; 0 when it is read off the book, the clock or own orders as they stand. */
  readonly windowBars: number;
  readonly group: FeatureGroup;
  readonly needs: FeatureSource;
  /**
   * Bars of time after its newest input from which it counts as missing. Features of trades and book are null by then, at
   * the end of a bar; a feature of bars is as old as the reading it is in (`asOf`), and whoever keeps one compares that.
   * null: it holds until it is said otherwise.
   */
  readonly staleAfterBars: number | null;
  /** The definition, with its limits and its source. */
  readonly meaning: string;
  /** When it cannot be computed. The model then sees the default that its card states. */
  readonly missing: string;
  /** What it tells a trader, in a line. */
  readonly glossary: string;
  /**
   * Its sign is a view on direction: where all prices move the other way and both sides of book, trades and own orders
   * change places, it is negated. A model that looks from the side of a trade sees it times that side.
   */
  readonly directional: boolean;
  /** Waiting, or acting, can change it within some bars: "what would flip this" varies only these. */
  readonly actionable: boolean;
  /** The series that it is one moment of, by the name of its feature of now, and how many bars before now. Absent where it stands alone. */
  readonly series?: { readonly name: string; readonly barsAgo: number };
}

export const noHistory = 'fewer bars than the window, or a volatility of zero';
export const noMove = 'fewer bars than the window, or no move within it';
export const noRange = 'fewer bars than the window, or the range is nil';
export const noVolume = 'no bar in the window has a volume';
export const noTrades = 'no trade with a known aggressor in the window';
export const noQuote = 'no two-sided quote within the last two bars';
export const noDepth = 'no depth on both sides within the last two bars';
export const noFlow = 'no change of a best quote with sizes of its own (not the same on both sides) in the window';
