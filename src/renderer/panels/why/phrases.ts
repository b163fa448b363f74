/** What a feature's value says about the market, as a clause of a sentence. Words only: no view on what follows from it. */
import type { Part } from './parts.ts';

type Degree = 'slight' | 'plain' | 'strong';
type Phrase = (degree: Degree) => string;

interface Pair {
  /** Value above its training mean. */
  readonly above: Phrase;
  readonly below: Phrase;
}

/** The clause for a part: "price is far below its 20-bar average". Falls back on the feature's label. */
export function phraseOf(part: Part): string {
  if (part.value === null) return `${lowerFirst(part.label)} is missing and its default counts`;
  const deviation = part.value - (part.usual ?? 0);
  const degree = degreeOf(part, deviation);
  const pair = phraseBook[part.name];
  if (pair) return (deviation >= 0 ? pair.above : pair.below)(degree);
  return `${lowerFirst(part.label)} is ${by(degree, 'slightly ', '', 'far ')}${deviation >= 0 ? 'above' : 'below'} its usual`;
}

/**
 * How far a value lies from its mean towards the end of its training range on that side: under a tenth is slight,
 * from four tenths on it is strong. Without a range: by its own size, as features are scaled to about one.
 */
export function degreeOf(part: Pick<Part, 'range' | 'usual'>, deviation: number): Degree {
  const reach = part.range ? Math.abs((deviation >= 0 ? part.range.high : part.range.low) - (part.usual ?? 0)) : 2.5;
  const share = reach > 0 ? Math.abs(deviation) / reach : 0;
  return share < 0.1 ? 'slight' : share < 0.4 ? 'plain' : 'strong';
}

const by = (degree: Degree, slight: string, plain: string, strong: string): string => (degree === 'slight' ? slight : degree === 'plain' ? plain : strong);
const lowerFirst = (text: string): string => (/^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text);

const moved = (span: string): Pair => ({
  above: (d) => `price has ${by(d, 'edged up', 'risen', 'risen further than usual')} over ${span}`,
  below: (d) => `price has ${by(d, 'edged down', 'fallen', 'fallen further than usual')} over ${span}`,
});
const placed = (what: string): Pair => ({
  above: (d) => `price is ${by(d, 'slightly ', '', 'further than usual ')}above ${what}`,
  below: (d) => `price is ${by(d, 'slightly ', '', 'further than usual ')}below ${what}`,
});
const outweighs = (more: string, less: string, where = ''): Pair => ({
  above: (d) => `${more} ${by(d, 'slightly outweigh', 'outweigh', 'heavily outweigh')} ${less}${where}`,
  below: (d) => `${less} ${by(d, 'slightly outweigh', 'outweigh', 'heavily outweigh')} ${more}${where}`,
});
const amount = (what: string, high = 'above', low = 'below'): Pair => ({
  above: (d) => `${what} is ${by(d, 'a little ', '', 'far ')}${high} usual`,
  below: (d) => `${what} is ${by(d, 'a little ', '', 'far ')}${low} usual`,
});

const phraseBook: Readonly<Record<string, Pair>> = {
  ret_1: moved('the last bar'),
  ret_5: moved('5 bars'),
  ret_15: moved('15 bars'),
  ret_60: moved('60 bars'),
  range_position_30: {
    above: (d) => `price is ${by(d, 'just above the middle', 'in the upper part', 'near the top')} of its 30-bar range`,
    below: (d) => `price is ${by(d, 'just below the middle', 'in the lower part', 'near the bottom')} of its 30-bar range`,
  },
  bar_position: {
    above: (d) => `the bar closed ${by(d, 'just above its middle', 'in its upper half', 'near its high')}`,
    below: (d) => `the bar closed ${by(d, 'just below its middle', 'in its lower half', 'near its low')}`,
  },
  ema_distance_20: placed('its 20-bar average'),
  vwap_distance_60: placed('its 60-bar VWAP'),
  rsi_14: {
    above: (d) => `momentum is ${by(d, 'slightly up', 'up', 'strongly up')} (RSI)`,
    below: (d) => `momentum is ${by(d, 'slightly down', 'down', 'strongly down')} (RSI)`,
  },
  autocorrelation_30: {
    above: (d) => `returns have been ${by(d, 'slightly ', '', 'strongly ')}trending`,
    below: (d) => `returns have been ${by(d, 'slightly ', '', 'strongly ')}reverting`,
  },
  volatility_ratio: amount('volatility'),
  bar_range: {
    above: (d) => `the last bar was ${by(d, 'a little ', '', 'far ')}wider than usual`,
    below: (d) => `the last bar was ${by(d, 'a little ', '', 'far ')}narrower than usual`,
  },
  volume_surge: amount('volume'),
  signed_volume_15: {
    above: (d) => `volume came ${by(d, 'slightly more', 'more', 'mostly')} on rising bars`,
    below: (d) => `volume came ${by(d, 'slightly more', 'more', 'mostly')} on falling bars`,
  },
  trade_flow_5: {
    above: (d) => `buyers ${by(d, 'slightly lead', 'lead', 'clearly lead')} the trades`,
    below: (d) => `sellers ${by(d, 'slightly lead', 'lead', 'clearly lead')} the trades`,
  },
  order_flow_5: {
    above: (d) => `order flow at the touch ${by(d, 'leans to', 'favours', 'strongly favours')} buyers`,
    below: (d) => `order flow at the touch ${by(d, 'leans to', 'favours', 'strongly favours')} sellers`,
  },
  quote_imbalance: outweighs('bids', 'offers', ' at the touch'),
  depth_imbalance_5: outweighs('bids', 'offers', ' over five levels'),
  microprice_offset: {
    above: (d) => `the microprice is ${by(d, 'slightly ', '', 'well ')}above mid`,
    below: (d) => `the microprice is ${by(d, 'slightly ', '', 'well ')}below mid`,
  },
  spread_relative: {
    above: (d) => `the spread is ${by(d, 'a little ', '', 'far ')}wider than usual`,
    below: (d) => `the spread is ${by(d, 'a little ', '', 'far ')}tighter than usual`,
  },
  time_sin: { above: () => 'the time of day', below: () => 'the time of day' },
  time_cos: { above: () => 'the time of day', below: () => 'the time of day' },
};
