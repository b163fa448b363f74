/** The basket's panel: what a file's bytes and name give, and what its rows come to. */
import { describe, expect, it } from 'vitest';
import { screenInstruments, screenQuote } from '../../../../tests/fixtures/screen-data.ts';
import { basketTextMax } from '../../../shared/domain/basket.ts';
import { parseBasket } from '../../../shared/domain/parse-basket.ts';
import { basketNameOf, nameFault, readBasketFile, textOfBytes } from './read-basket-file.ts';
import { basketTotals, valueOf } from './totals.ts';

const instruments = new Map(screenInstruments.map((i) => [i.symbol, i]));
const rowsOf = (csv: string) => parseBasket(csv, { instruments, accounts: [], strategies: [] }).rows;
const quoteOf = (symbol: string) => (symbol === 'ALDR' ? screenQuote('ALDR', 18_207, 1) : null);

describe('a file', () => {
  it('[BK-1] is read as UTF-8, and as UTF-16 where it says so', () => {
    const text = 'symbol,side\r\nALDR,buy';
    const utf16 = (bigEndian: boolean): Uint8Array => Uint8Array.from([`\ufeff${text}`].flatMap((all) => [...all].flatMap((c) => (bigEndian ? [c.charCodeAt(0) >> 8, c.charCodeAt(0) & 255] : [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]))));
    expect([textOfBytes(new TextEncoder().encode(text)), textOfBytes(utf16(false)), textOfBytes(utf16(true))]).toEqual([text, text, text]);
    expect(textOfBytes(Uint8Array.from([0x41, 0xff, 0x42]))).toBe('A\ufffdB');
  });

  it('that is too large is not read at all', async () => {
    expect(await readBasketFile(new Blob(['symbol,side']))).toEqual({ ok: true, value: 'symbol,side' });
    expect(await readBasketFile(new Blob([new Uint8Array(basketTextMax * 4 + 1)]))).toMatchObject({ ok: false });
  });

  it('gives a name that a basket can have', () => {
    expect(['Monday rebalance (2).csv', 'C:\\desk\\a.b.csv', '../x/é.txt', `${'n'.repeat(40)}.csv`].map(basketNameOf)).toEqual(['Monday-rebalance-2', 'a.b', '', 'n'.repeat(32)]);
    expect([nameFault('Monday-rebalance-2'), nameFault('a b'), nameFault('')]).toEqual([null, 'At most 32 letters, digits, dots, dashes and underscores', 'A basket needs a name']);
  });
});

describe('what a basket comes to', () => {
  it('[BK-6] is summed by side and currency, and says what has no price', () => {
    const rows = rowsOf('symbol,side,quantity,order type,limit\nALDR,buy,100,,182.05\nALDR,sell,10,market,\nCEDR,sell,200,limit,63.90\nCEDR,buy,5,market,\nCEDR,buy,x,market,\n');
    expect(basketTotals(rows, instruments, quoteOf)).toEqual([
      { currency: 'USD', minorDigits: 2, buy: { orders: 2, valueMinor: 1_820_500 }, sell: { orders: 2, valueMinor: 182_060 + 1_278_000 }, unvalued: 1 },
    ]);
  });

  it('values a market order at the side that it would take, and nothing that it does not know', () => {
    const [buy, sell] = rowsOf('symbol,side,quantity,order type\nALDR,buy,1,market\nALDR,sell,1,market\n').map((row) => row.terms && valueOf(row.terms, instruments.get('ALDR'), quoteOf));
    expect([buy, sell]).toEqual([18_208, 18_206]);
    expect(rowsOf('symbol,side,quantity,order type\nALDR,buy,1,market\n').map((row) => row.terms && valueOf(row.terms, undefined, quoteOf))).toEqual([null]);
  });
});
