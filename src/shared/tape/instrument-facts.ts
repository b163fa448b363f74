/**
 * What is known of an instrument beforehand: asset class, sizes, session and the fee that tapes assume. Where an
 * `instruments.json` lies beside the files, it overrides; what neither says is taken from the data (TP-6, TP-7).
 */
import { lotDecimal, type AssetClass, type Instrument } from '../domain/instrument.ts';
import { decimalToNumber, quantityLots, type QuantityLots } from '../domain/numbers.ts';

export interface InstrumentFacts {
  readonly name: string;
  readonly assetClass: AssetClass;
  readonly currency: string;
  readonly currencyMinorDigits: number;
  /** Smallest price step; null: the finest decimal seen in the file. */
  readonly tickSize: string | null;
  /** Smallest quantity step; null: the finest decimal seen in the file. */
  readonly lotSize: string | null;
  readonly multiplier: string;
  readonly feeBp: number;
  readonly tradable: boolean;
  /** Where a day's bar begins and ends, minutes after 00:00 UTC of its date. */
  readonly dayStartMinute: number;
  readonly dayEndMinute: number;
  /** Whether days are checked against the calendar of the New York Stock Exchange. */
  readonly calendar: 'nyse' | 'weekdays' | 'every-day' | 'none';
  /** Whether bars on exchange holidays are right (the VIX since 2022). */
  readonly tradesOnHolidays?: boolean;
  /** Whether a price of zero or below can be true. */
  readonly mayBeNegative: boolean;
  /** Full spread that a bar alone is quoted with, basis points of price (TP-12). */
  readonly assumedSpreadBp: number;
  /** Size a quote is given where the source has none, units of the underlying (TP-11). */
  readonly assumedQuoteUnits: number;
}

const usDay = { dayStartMinute: 14 * 60 + 30, dayEndMinute: 21 * 60 } as const;
const utcDay = { dayStartMinute: 0, dayEndMinute: 24 * 60 } as const;
const dollars = { currency: 'USD', currencyMinorDigits: 2, multiplier: '1', tradable: true, mayBeNegative: false } as const;

/** Defaults of each asset class; fees and spreads are assumptions, not quotations of any venue (TP-7). */
const classFacts: Readonly<Record<AssetClass, Omit<InstrumentFacts, 'name'>>> = {
  equity: { ...dollars, ...usDay, assetClass: 'equity', tickSize: '0.01', lotSize: '1', feeBp: 0.5, calendar: 'nyse', assumedSpreadBp: 2, assumedQuoteUnits: 500 },
  etf: { ...dollars, ...usDay, assetClass: 'etf', tickSize: '0.01', lotSize: '1', feeBp: 0.5, calendar: 'nyse', assumedSpreadBp: 1, assumedQuoteUnits: 1000 },
  index: { ...dollars, ...usDay, assetClass: 'index', tickSize: '0.01', lotSize: '1', feeBp: 0, tradable: false, calendar: 'nyse', assumedSpreadBp: 1, assumedQuoteUnits: 1 },
  fx: { ...dollars, ...utcDay, assetClass: 'fx', tickSize: '0.00001', lotSize: '1000', feeBp: 0.2, calendar: 'weekdays', assumedSpreadBp: 1, assumedQuoteUnits: 1000000 },
  crypto: { ...dollars, ...utcDay, assetClass: 'crypto', tickSize: '0.01', lotSize: null, feeBp: 5, calendar: 'every-day', assumedSpreadBp: 2, assumedQuoteUnits: 1 },
  future: { ...dollars, ...utcDay, assetClass: 'future', tickSize: null, lotSize: '1', feeBp: 0.5, calendar: 'none', mayBeNegative: true, assumedSpreadBp: 1, assumedQuoteUnits: 10 },
  commodity: { ...dollars, ...usDay, assetClass: 'commodity', tickSize: '0.01', lotSize: '1', feeBp: 1, calendar: 'weekdays', mayBeNegative: true, assumedSpreadBp: 5, assumedQuoteUnits: 100 },
};

type Known = readonly [assetClass: AssetClass, name: string, changes?: Partial<InstrumentFacts>];

const shanghai = (name: string, tickSize: string, multiplier: string): Known =>
  ['future', name, { currency: 'CNY', tickSize, multiplier }];

/** By symbol; Shanghai futures by their product letters, contract months left off. */
const known: Readonly<Record<string, Known>> = {
  AAPL: ['equity', 'Apple'], AIG: ['equity', 'American International Group'], AMT: ['equity', 'American Tower'],
  AMZN: ['equity', 'Amazon'], ANTM: ['equity', 'Anthem'], AZO: ['equity', 'AutoZone'], BA: ['equity', 'Boeing'],
  BAC: ['equity', 'Bank of America'], BK: ['equity', 'Bank of New York Mellon'], C: ['equity', 'Citigroup'],
  CAT: ['equity', 'Caterpillar'], DFS: ['equity', 'Discover Financial'], DIS: ['equity', 'Walt Disney'],
  EXE: ['equity', 'Expand Energy'], F: ['equity', 'Ford Motor'], FB: ['equity', 'Facebook'], FICO: ['equity', 'Fair Isaac'],
  GE: ['equity', 'General Electric'], GOOGL: ['equity', 'Alphabet class A'], GS: ['equity', 'Goldman Sachs'],
  HD: ['equity', 'Home Depot'], IBM: ['equity', 'IBM'], INTC: ['equity', 'Intel'], JNJ: ['equity', 'Johnson & Johnson'],
  JPM: ['equity', 'JPMorgan Chase'], KO: ['equity', 'Coca-Cola'], KSU: ['equity', 'Kansas City Southern'],
  MCD: ['equity', "McDonald's"], MO: ['equity', 'Altria'], MSFT: ['equity', 'Microsoft'], NFLX: ['equity', 'Netflix'],
  NVDA: ['equity', 'NVIDIA'], ODFL: ['equity', 'Old Dominion Freight Line'], PFE: ['equity', 'Pfizer'],
  PG: ['equity', 'Procter & Gamble'], SPGI: ['equity', 'S&P Global'], T: ['equity', 'AT&T'], TDY: ['equity', 'Teledyne'],
  TRMB: ['equity', 'Trimble'], TRV: ['equity', 'Travelers'], TSLA: ['equity', 'Tesla'], V: ['equity', 'Visa'],
  VAR: ['equity', 'Varian Medical Systems'], WELL: ['equity', 'Welltower'], WMT: ['equity', 'Walmart'], XOM: ['equity', 'Exxon Mobil'],
  GLD: ['etf', 'SPDR Gold Shares'], IEF: ['etf', 'iShares 7-10 Year Treasury'], PPLT: ['etf', 'abrdn Platinum'],
  QQQ: ['etf', 'Invesco QQQ'], SLV: ['etf', 'iShares Silver'], SPY: ['etf', 'SPDR S&P 500'], VNQ: ['etf', 'Vanguard Real Estate'],
  VOO: ['etf', 'Vanguard S&P 500'], VTI: ['etf', 'Vanguard Total Stock Market'],
  SPX: ['index', 'S&P 500 index'], VIX: ['index', 'Cboe volatility index', { dayEndMinute: 21 * 60 + 15, tradesOnHolidays: true }],
  WTI: ['commodity', 'WTI crude oil, spot', { tradable: false }],
  XAUUSD: ['commodity', 'Gold, spot', { ...utcDay, tickSize: '0.001', mayBeNegative: false, assumedSpreadBp: 2 }],
  BTCUSD: ['crypto', 'Bitcoin / US dollar'],
  BTCUSDT: ['crypto', 'Bitcoin / Tether', { currency: 'USDT' }],
  // An inverse contract pays in bitcoin; our money is linear in price, so it can be watched and not traded.
  BTCUSD_PERP: ['crypto', 'Bitcoin / US dollar inverse perpetual, contracts of 100 USD', { tickSize: '0.1', lotSize: '1', tradable: false }],
  TX: ['future', 'TAIEX futures', { currency: 'TWD', tickSize: '1', multiplier: '200' }],
  AG: shanghai('Silver', '1', '15'), AL: shanghai('Aluminium', '5', '5'), BC: shanghai('Bonded copper', '10', '5'),
  BU: shanghai('Bitumen', '1', '10'), CU: shanghai('Copper', '10', '5'), FU: shanghai('Fuel oil', '1', '10'),
  HC: shanghai('Hot rolled coil', '1', '10'), LU: shanghai('Low sulphur fuel oil', '1', '10'), NI: shanghai('Nickel', '10', '1'),
  NR: shanghai('TSR 20 rubber', '5', '10'), RU: shanghai('Natural rubber', '5', '10'), SC: shanghai('Crude oil', '0.1', '1000'),
  SN: shanghai('Tin', '10', '1'), SP: shanghai('Wood pulp', '2', '10'), SS: shanghai('Stainless steel', '5', '5'),
  ZN: shanghai('Zinc', '5', '5'),
};

const currencies: ReadonlySet<string> = new Set(['USD', 'EUR', 'GBP', 'JPY', 'CHF', 'AUD', 'NZD', 'CAD', 'SEK', 'NOK']);

/** Facts of a symbol: from the table, else by the shape of the symbol, else a US share (TP-6). */
export function factsOf(symbol: string): InstrumentFacts {
  const product = /^([A-Z]{2})\d{4}$/.exec(symbol);
  const entry = [symbol, product?.[1] ?? ''].flatMap((name) => (Object.hasOwn(known, name) ? [known[name]] : []))[0]; // a file may be called constructor.csv
  if (entry) {
    const [assetClass, name, changes] = entry;
    return { ...classFacts[assetClass], name: product ? `${name} ${symbol.slice(2)}` : name, ...changes };
  }
  const pair = /^([A-Z]{3})([A-Z]{3})$/.exec(symbol);
  if (pair && currencies.has(pair[1] ?? '') && currencies.has(pair[2] ?? '')) return pairFacts(symbol, pair[2] ?? 'USD');
  if (/^(BTC|ETH|LTC|SOL|XRP|ADA|DOT|BCH|DOGE|BNB)/.test(symbol) && symbol.length > 3) {
    return { ...classFacts.crypto, name: symbol, currency: /(USDT|USDC|USD|EUR|BTC)$/.exec(symbol)?.[1] ?? 'USD' };
  }
  return { ...classFacts.equity, name: symbol };
}

/** Defaults of an asset class. */
export const factsOfClass = (assetClass: AssetClass, name: string): InstrumentFacts => ({ ...classFacts[assetClass], name });

function pairFacts(symbol: string, quoted: string): InstrumentFacts {
  const yen = quoted === 'JPY';
  return {
    ...classFacts.fx, name: `${symbol.slice(0, 3)} / ${quoted}`, currency: quoted,
    currencyMinorDigits: yen ? 0 : 2, tickSize: yen ? '0.001' : '0.00001',
  };
}

/** Full spread, basis points of price, that bars without quotes of this asset class are quoted with (TP-12). */
export const assumedSpreadBp = (assetClass: AssetClass): number => classFacts[assetClass].assumedSpreadBp;

/** Quote size, lots, where the source has none: a stated number of units by asset class, at least one lot (TP-11). */
export function assumedQuoteLots(instrument: Instrument): QuantityLots {
  const lot = decimalToNumber(lotDecimal(instrument));
  return quantityLots(Math.max(1, Math.round(classFacts[instrument.assetClass].assumedQuoteUnits / lot)));
}
