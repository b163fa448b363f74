/** The invented instruments of the simulator: what a venue would publish about each, and how its market behaves. */
import { must } from '../../src/shared/base/assert.ts';
import type { AssetClass, Instrument } from '../../src/shared/domain/instrument.ts';

export interface RosterEntry {
  readonly instrument: Instrument;
  /** First mid price, in ticks. */
  readonly openTicks: number;
  /** Loading on the common factor, whose own volatility is `factorDailyVolatility`. */
  readonly beta: number;
  /** Standard deviation of a day's return that the common factor does not explain, as a fraction. */
  readonly ownDailyVolatility: number;
  /** Typical bid-ask spread in ticks in a calm minute; the quoted one is a whole number of ticks, at least one. */
  readonly spreadTicks: number;
  /** Mean prints a minute over the day. Fewer and larger than on a real venue, so that ADV stays realistic. */
  readonly tradesPerMinute: number;
  /** How strongly the time of day shapes volume and volatility: 1 for an exchange, near 0 for a round-the-clock market. */
  readonly sessionShape: number;
}

/** Standard deviation of a day's return of the common factor, as a fraction. */
export const factorDailyVolatility = 0.009;

/** Minutes of the day that daily volatility and daily volume are spread over (6.5 hours). */
export const minutesPerDay = 390;

/** Every instrument the simulator knows, in venue order. */
export const roster: readonly RosterEntry[] = [
  //     symbol    name                                asset      ccy   tick       lot       mult  fee   ADV lots   open ticks  beta  own vol  spread  trades  shape
  entry('AURX', 'Aurexis Software',                   'equity', 'USD', '0.01',    '1',      '1',  0.3,  1_900_000,    18_420,  1.25,  0.0160,  1.6,   11,     1.0),
  entry('BRVN', 'Brevian Semiconductors',             'equity', 'USD', '0.01',    '1',      '1',  0.3,  2_600_000,    13_765,  1.70,  0.0240,  1.5,   14,     1.0),
  entry('CALT', 'Caltherion Energy',                  'equity', 'USD', '0.01',    '1',      '1',  0.3,  1_500_000,     7_318,  0.90,  0.0150,  1.3,    9,     1.0),
  entry('DOVN', 'Dovanne Retail Group',               'equity', 'USD', '0.01',    '1',      '1',  0.3,    900_000,    11_240,  0.80,  0.0140,  2.1,    7,     1.0),
  entry('FERL', 'Ferrolane Metals',                   'equity', 'USD', '0.01',    '1',      '1',  0.3,  2_200_000,     3_486,  1.35,  0.0220,  1.2,   10,     1.0),
  entry('HLVR', 'Helvarra Therapeutics',              'equity', 'USD', '0.01',    '1',      '1',  0.3,    420_000,    24_955,  0.70,  0.0280,  5.5,    5,     1.0),
  entry('KYND', 'Kyndara Bank',                       'equity', 'EUR', '0.005',   '1',      '1',  0.5,  1_300_000,     8_932,  1.20,  0.0130,  1.8,    8,     1.0),
  entry('TSBR', 'Tsubaroya Motors',                   'equity', 'JPY', '0.5',     '100',    '1',  0.4,     24_000,     5_684,  0.85,  0.0150,  1.4,    8,     1.0),
  entry('XBMK', 'Broadmark 500 Index ETF',            'etf',    'USD', '0.01',    '1',      '1',  0.1,  6_500_000,    51_208,  1.00,  0.0012,  1.4,   20,     1.0),
  entry('BMKF', 'Broadmark 500 Index Future, front',  'future', 'USD', '0.25',    '1',      '50', 0.05,   120_000,    20_496,  1.00,  0.0010,  1.1,   24,     0.8),
  entry('EURUSD.S', 'Euro / US Dollar, simulated',    'fx',     'USD', '0.00001', '1000',   '1',  0.1,    480_000,   108_530,  0.10,  0.0048,  4.0,   12,     0.5),
  entry('USDJPY.S', 'US Dollar / Yen, simulated',     'fx',     'JPY', '0.001',   '1000',   '1',  0.1,    430_000,   151_245,  0.20,  0.0056,  4.5,   12,     0.5),
  entry('ORBUSD', 'Orbital Coin / US Dollar',         'crypto', 'USD', '0.1',     '0.0001', '1',  1.0, 18_000_000,   431_500,  0.80,  0.0270, 14.0,   16,     0.2),
];

/** The entry of a symbol; a symbol outside the roster is the caller's error. */
export const rosterEntry = (symbol: string): RosterEntry =>
  must(roster.find((e) => e.instrument.symbol === symbol), `${symbol} is in the simulator's roster (${roster.map((e) => e.instrument.symbol).join(', ')})`);

function entry(
  symbol: string, name: string, assetClass: AssetClass, currency: string, tickSize: string, lotSize: string, multiplier: string,
  feeBp: number, averageDailyVolumeLots: number, openTicks: number, beta: number, ownDailyVolatility: number, spreadTicks: number,
  tradesPerMinute: number, sessionShape: number,
): RosterEntry {
  const instrument: Instrument = {
    symbol, name, assetClass, currency, currencyMinorDigits: currency === 'JPY' ? 0 : 2, tickSize, lotSize, multiplier,
    barSeconds: 60, feeBp, averageDailyVolumeLots, tradable: true,
  };
  return { instrument, openTicks, beta, ownDailyVolatility, spreadTicks, tradesPerMinute, sessionShape };
}
