/** An instrument for symbols that this session does not know, such as those of another tape: prices and sizes in whole ticks and lots. */
import type { Instrument } from '../../../shared/domain/instrument.ts';

const made = new Map<string, Instrument>();

/** The same object for the same symbol. */
export function standIn(symbol: string): Instrument {
  const known = made.get(symbol) ?? stand(symbol);
  made.set(symbol, known);
  return known;
}

const stand = (symbol: string): Instrument => ({
  symbol, name: 'prices in ticks', assetClass: 'equity', currency: '', currencyMinorDigits: 0, tickSize: '1', lotSize: '1', multiplier: '1',
  barSeconds: 60, feeBp: 0, averageDailyVolumeLots: null, tradable: false,
});
