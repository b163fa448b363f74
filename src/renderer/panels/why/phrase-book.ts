/** What each feature's value says, both ways and in three degrees. Words only: no view on what follows from it. */

export type Degree = 'slight' | 'plain' | 'strong';
type Phrase = (degree: Degree) => string;

interface Pair {
  /** Value above its training mean. */
  readonly above: Phrase;
  readonly below: Phrase;
}

export const by = (degree: Degree, slight: string, plain: string, strong: string): string => (degree === 'slight' ? slight : degree === 'plain' ? plain : strong);
export const lowerFirst = (text: string): string => (/^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text);

const moved = (span: string): Pair => ({
  above: (d) => `price has ${by(d, 'edged up', 'risen', 'risen far')} over ${span}`,
  below: (d) => `price has ${by(d, 'edged down', 'fallen', 'fallen far')} over ${span}`,
});
const placed = (what: string): Pair => ({
  above: (d) => `price is ${by(d, 'slightly ', '', 'far ')}above ${what}`,
  below: (d) => `price is ${by(d, 'slightly ', '', 'far ')}below ${what}`,
});
const outweighs = (more: string, less: string, where = ''): Pair => ({
  above: (d) => `${more} ${by(d, 'slightly outweigh', 'outweigh', 'heavily outweigh')} ${less}${where}`,
  below: (d) => `${less} ${by(d, 'slightly outweigh', 'outweigh', 'heavily outweigh')} ${more}${where}`,
});
const amount = (what: string, high = 'above', low = 'below'): Pair => ({
  above: (d) => `${what} is ${by(d, 'a little ', '', 'far ')}${high} usual`,
  below: (d) => `${what} is ${by(d, 'a little ', '', 'far ')}${low} usual`,
});

/** A state that holds a little, plainly or strongly: "the desk is slightly long". */
const both = (what: string, above: string, below: string): Pair => ({
  above: (d) => `${what} ${by(d, 'slightly ', '', 'strongly ')}${above}`,
  below: (d) => `${what} ${by(d, 'slightly ', '', 'strongly ')}${below}`,
});
const inRange = (range: string): Pair => ({
  above: (d) => `price is ${by(d, 'just above the middle', 'in the upper part', 'near the top')} of ${range}`,
  below: (d) => `price is ${by(d, 'just below the middle', 'in the lower part', 'near the bottom')} of ${range}`,
});
const leads = (where: string): Pair => ({
  above: (d) => `buyers ${by(d, 'slightly lead', 'lead', 'clearly lead')} the trades${where}`,
  below: (d) => `sellers ${by(d, 'slightly lead', 'lead', 'clearly lead')} the trades${where}`,
});
const favours = (when: string): Pair => ({
  above: (d) => `order flow at the touch ${by(d, 'leans to', 'favours', 'strongly favours')} buyers${when}`,
  below: (d) => `order flow at the touch ${by(d, 'leans to', 'favours', 'strongly favours')} sellers${when}`,
});

export const phraseBook: Readonly<Record<string, Pair>> = {
  ret_1: moved('the last bar'),
  ret_5: moved('5 bars'),
  ret_15: moved('15 bars'),
  ret_60: moved('60 bars'),
  range_position_30: inRange('its 30-bar range'),
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
  trade_flow_5: leads(''),
  order_flow_5: favours(''),
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
  ret_10: moved('10 bars'),
  ret_30: moved('30 bars'),
  ret_120: moved('120 bars'),
  macd_histogram: both('the short trend is', 'gaining on the long one', 'losing to the long one'),
  di_balance_14: both('bars are', 'pushing to higher highs', 'pushing to lower lows'),
  run_length: both('the last bars went', 'up in a row', 'down in a row'),
  bollinger_b_20: placed('the middle of its Bollinger bands'),
  stochastic_k_14: inRange('its 14-bar range'),
  donchian_60: inRange('its 60-bar channel'),
  session_gap: both('the session opened', 'above the close before', 'below the close before'),
  session_return: moved('the session'),
  session_vwap_distance: placed('the VWAP of the session'),
  session_range_position: inRange('the range of the day'),
  adx_14: amount('the strength of the trend'),
  efficiency_ratio_20: { above: (d) => `the price went ${by(d, 'a little ', '', 'far ')}straighter than usual`, below: (d) => `the price went ${by(d, 'a little ', '', 'far ')}more to and fro than usual` },
  parkinson_ratio_30: amount('swinging inside bars'),
  volatility_of_volatility_30: { above: (d) => `quiet and wild bars alternate ${by(d, 'a little ', '', 'far ')}more than usual`, below: (d) => `bars are ${by(d, 'a little ', '', 'far ')}more alike than usual` },
  jump_share_30: amount('the share of jumps'),
  semivariance_balance_30: both('the large moves of 30 bars were', 'up', 'down'),
  force_index_13: both('the moves that carried volume were', 'up', 'down'),
  money_flow_14: both('money flow is', 'up', 'down'),
  amihud_relative: { above: (d) => `prices move ${by(d, 'slightly ', '', 'far ')}more for their volume than usual`, below: (d) => `prices move ${by(d, 'slightly ', '', 'far ')}less for their volume than usual` },
  trade_flow_1: leads(' of the last bar'),
  trade_flow_15: leads(' of 15 bars'),
  trade_count_surge: { above: (d) => `the tape is ${by(d, 'a little ', '', 'far ')}busier than usual`, below: (d) => `the tape is ${by(d, 'a little ', '', 'far ')}quieter than usual` },
  trade_size_surge: { above: (d) => `trades are ${by(d, 'a little ', '', 'far ')}larger than usual`, below: (d) => `trades are ${by(d, 'a little ', '', 'far ')}smaller than usual` },
  trade_impact_30: { above: (d) => `prices follow trades ${by(d, 'a little ', '', 'far ')}more than usual`, below: (d) => `prices follow trades ${by(d, 'a little ', '', 'far ')}less than usual` },
  order_flow_1: favours(' in the last bar'),
  order_flow_15: favours(' over 15 bars'),
  quote_imbalance_bar: outweighs('bids', 'offers', ' over the bar'),
  depth_beyond_touch: amount('depth behind the best price'),
  depth_slope_balance: { above: (d) => `bids stand ${by(d, 'slightly ', '', 'far ')}closer to the price than offers`, below: (d) => `offers stand ${by(d, 'slightly ', '', 'far ')}closer to the price than bids` },
  microprice_drift: { above: (d) => `the microprice ${by(d, 'edged up', 'rose', 'rose far')} in the last bar`, below: (d) => `the microprice ${by(d, 'edged down', 'fell', 'fell far')} in the last bar` },
  spread_change_5: { above: (d) => `the spread is ${by(d, 'slightly ', '', 'fast ')}widening`, below: (d) => `the spread is ${by(d, 'slightly ', '', 'fast ')}narrowing` },
  quote_rate_surge: { above: (d) => `quotes change ${by(d, 'a little ', '', 'far ')}more often than usual`, below: (d) => `quotes change ${by(d, 'a little ', '', 'far ')}less often than usual` },
  own_position: both('the desk is', 'long', 'short'),
  own_order_imbalance: both('the desk’s open orders are', 'to buy', 'to sell'),
  own_fill_recency: { above: () => 'the desk has just traded', below: () => 'the desk has not traded lately' },
  own_participation_15: { above: (d) => `the desk has been ${by(d, 'a little ', '', 'far ')}more of the volume than usual`, below: () => 'the desk has been hardly any of the volume' },
  session_progress: { above: () => 'it is late in the session', below: () => 'it is early in the session' },
  closing_hour: { above: (d) => `the close is ${by(d, 'an hour away', 'near', 'very near')}`, below: () => 'the close is far away' },
  weekday_sin: { above: () => 'the day of the week', below: () => 'the day of the week' },
  weekday_cos: { above: () => 'the day of the week', below: () => 'the day of the week' },
  month_turn: { above: () => 'the turn of the month is near', below: () => 'the turn of the month is far' },
};
