/** Baskets: what is read from a file, and that each fault is named where it stands. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { basketColumns, basketRowsMax, type BasketCheck } from './basket.ts';
import type { BasketInstrument, BasketLookup } from './basket-cells.ts';
import { removeRow, replaceCell } from './basket-file.ts';
import { decimalText, priceTicks, quantityLots } from './numbers.ts';
import { parseBasket, writeBasket } from './parse-basket.ts';
import type { ParentTerms } from './parent-order.ts';

const instrument = (symbol: string, tickSize: string, lotSize: string, tradable = true): BasketInstrument => ({ symbol, tickSize, lotSize, tradable });
const known = [instrument('AAPL', '0.01', '1'), instrument('MSFT', '0.01', '100'), instrument('BTCUSD', '0.5', '0.00000001'), instrument('CL', '0.01', '1'), instrument('SPX', '0.01', '1', false), instrument('=A"B', '0.25', '10')];
const lookup: BasketLookup = { instruments: new Map(known.map((i) => [i.symbol, i])), accounts: ['MAIN', 'HEDGE'], strategies: ['SIGNALS'] };
const check = (csv: string): BasketCheck => parseBasket(csv, lookup);
const header = 'symbol,side,quantity,order type,limit,time in force,account,strategy';
const faultsOf = (row: string): readonly string[] => check(`${header}\n${row}\n`).rows.flatMap((r) => r.faults.map((f) => `${r.line} ${f.column ?? 'row'}: ${f.what}`));

describe('[PO-12] a basket', () => {
  it('[BK-2] is read exactly, column by column', () => {
    const { rows, ok } = check(`${header}\nAAPL,buy,100,limit,187.21,day,MAIN,SIGNALS\nBTCUSD,S,0.00000003,,60000.5,gtc,,\nCL,sell,5,market,,ioc,HEDGE,`);
    expect(ok).toBe(true);
    expect(rows.map((r) => r.terms)).toEqual([
      { symbol: 'AAPL', side: 'buy', ordType: 'limit', price: 18_721, orderQty: 100, timeInForce: 'day', account: 'MAIN', strategy: 'SIGNALS' },
      { symbol: 'BTCUSD', side: 'sell', ordType: 'limit', price: 120_001, orderQty: 3, timeInForce: 'gtc', account: null, strategy: null },
      { symbol: 'CL', side: 'sell', ordType: 'market', price: null, orderQty: 5, timeInForce: 'ioc', account: 'HEDGE', strategy: null },
    ]);
  });

  it.each([
    ['a BOM, CRLF and other names in another order', '\ufeffQty,Ticker,B/S,Limit_Price,TIF\r\n100,AAPL,B,187.21,Good-Till-Cancel\r\n'],
    ['semicolons', 'ticker;side;qty;price;tif\nAAPL;buy;100;187.21;gtc'],
    ['tabs', 'ticker\tside\tqty\tprice\ttif\nAAPL\tbuy\t100\t187.21\tgtc'],
    ['a first line of a spreadsheet that names the delimiter', 'sep=;\r\nticker;side;qty;price;tif\r\nAAPL;buy;100;187.21;gtc'],
    ['CR alone, blank lines and lines of delimiters only', 'ticker,side,qty,price,tif\r\r,,,,\rAAPL,buy,100,187.21,gtc\r,,,,\r'],
    ['quotes, spaces and case', '"Ticker" , "Side","QTY",  "Limit Price",TIF\n "aapl" , BUY , "100" ,187.21,GTC'],
  ])('[BK-1] may come with %s', (_what, csv) => {
    const found = check(csv);
    expect(found).toMatchObject({ ok: true, fault: null });
    expect(found.rows.map((r) => r.terms)).toEqual([{ symbol: 'AAPL', side: 'buy', ordType: 'limit', price: 18_721, orderQty: 100, timeInForce: 'gtc', account: null, strategy: null }]);
  });

  it.each([
    ['AAPL,buy,100,limit,187.215,day,,', ['2 limit: "187.215" is not a multiple of 0.01, the tick of AAPL: 187.21 or 187.22']],
    ['CL,buy,1,limit,-37.635,day,,', ['2 limit: "-37.635" is not a multiple of 0.01, the tick of CL: -37.64 or -37.63']],
    ['MSFT,buy,150,limit,400,day,,', ['2 quantity: "150" is not a multiple of 100, the lot of MSFT: 100 or 200']],
    ['MSFT,buy,50,limit,400,day,,', ['2 quantity: "50" is not a multiple of 100, the lot of MSFT: 100']],
    ['APPL,buy,100,limit,187.21,day,,', ['2 symbol: no instrument "APPL"; AAPL is near']],
    ['TSLA,buy,100,limit,187.21,day,,', ['2 symbol: no instrument "TSLA" at this venue']],
    ['SPX,buy,1,limit,4000,day,,', ['2 symbol: SPX can be watched and not traded']],
    [',buy,1,limit,4000,day,,', ['2 symbol: a symbol is needed']],
    ['AAPL,Sell Short,100,limit,187.21,day,,', ['2 side: "Sell Short" is not taken: who lends it is not said here; write sell where it is held']],
    ['AAPL,buy to cover,100,limit,187.21,day,,', ['2 side: "buy to cover": write buy; what it closes is seen from the position']],
    ['AAPL,toString,100,limit,187.21,day,,', ['2 side: "toString" is no side: buy or sell']],
    ['AAPL,buy,-100,limit,187.21,day,,', ['2 quantity: "-100": a quantity is above zero; the side is a column of its own']],
    ['AAPL,buy,0.0,limit,187.21,day,,', ['2 quantity: "0.0": a quantity is above zero; the side is a column of its own']],
    ['AAPL,buy,"1,000",limit,187.21,day,,', ['2 quantity: "1,000": write digits with at most one point for decimals and no thousands separators, such as 1000.5']],
    ['AAPL,buy,1E+05,limit,187.21,day,,', ['2 quantity: "1E+05": a spreadsheet has written it with an exponent and may have lost digits; write all of them']],
    ['AAPL,buy,=1+1,limit,187.21,day,,', ['2 quantity: "=1+1" is not a number']],
    ['AAPL,buy,99999999999999999999,limit,187.21,day,,', ['2 quantity: "99999999999999999999" is larger than can be held']],
    ["=cmd|'/c calc'!A1,buy,1,limit,187.21,day,,", ['2 symbol: no instrument "=cmd|\'/c calc\'!A1" at this venue']],
    ['AAPL,buy,100,market,187.21,day,,', ['2 limit: a market order has no limit: empty this cell, or write limit as order type']],
    ['AAPL,buy,100,limit,,day,,', ['2 limit: a limit order needs its limit']],
    ['AAPL,buy,100,,,day,,', ['2 order type: no limit and no order type: give a limit, or write market here']],
    ['AAPL,buy,100,stop,187.21,day,,', ['2 order type: "stop" is no order type: limit or market']],
    ['AAPL,buy,100,limit,187.21,opg,,', ['2 time in force: "opg" is no time in force: day, ioc, fok or gtc']],
    ['AAPL,buy,100,limit,187.21,day,MIAN,', ['2 account: no account "MIAN"; MAIN is near']],
    ['AAPL,buy,100,limit,187.21,day,,MOMENTUM', ['2 strategy: no strategy "MOMENTUM"; one of SIGNALS']],
    ['AAPL,buy,100,limit,187.21', ['2 row: 5 cells where the first row names 8: empty cells at the end are written too, and a row may have been cut short']],
    ['AAPL,buy,1,000,limit,187.21,day,,', ['2 row: 9 cells where the first row names 8: a cell with a delimiter within it is put in quotes', '2 order type: "000" is no order type: limit or market', '2 limit: "limit" is not a number', '2 time in force: "187.21" is no time in force: day, ioc, fok or gtc', '2 account: no account "day"; one of MAIN, HEDGE']],
    ['AAPL,buy,100,limit,18"7,day,,', ['2 limit: a quote within a cell: put the whole cell in quotes and write the quote twice']],
    ['AAPL,buy,100,limit,"187.21"0,day,,', ['2 limit: text behind the closing quote: put the whole cell in quotes']],
    [`AAPL,buy,${'1'.repeat(201)},limit,187.21,day,,`, ['2 quantity: longer than 200 characters']],
    ['MIXX,hold,x,limit,y,z,q,w', ['2 symbol: no instrument "MIXX" at this venue', '2 side: "hold" is no side: buy or sell', '2 quantity: "x" is not a number', '2 limit: "y" is not a number', '2 time in force: "z" is no time in force: day, ioc, fok or gtc', '2 account: no account "q"; one of MAIN, HEDGE', '2 strategy: no strategy "w"; one of SIGNALS']],
  ])('[BK-3] names what is wrong with %s', (row, faults) => expect(faultsOf(row)).toEqual(faults));

  it.each([
    ['', 'the file is empty'],
    ['\ufeff\r\n , ,\r\n', 'the file is empty'],
    ['AAPL,buy,100,187.21\nMSFT,sell,100,400\n', 'line 1 names no columns'],
    ['symbol,side,limit\nAAPL,buy,1', 'line 1 does not name quantity'],
    ['symbol,side,quantity,stop price\nAAPL,buy,1,2', 'line 1, column 4: "stop price" is no column of a basket'],
    ['symbol,side,quantty\nAAPL,buy,1', '"quantty" is no column of a basket (quantity is)'],
    ['symbol,side,quantity,\nAAPL,buy,1,', 'line 1, column 4: a column without a name'],
    ['symbol,ticker,side,quantity\nAAPL,AAPL,buy,1', 'line 1, column 2: "ticker" names symbol, which column 1 is already'],
    ['symbol,side,quantity\n', 'line 1 names the columns and no row follows it'],
    ['symbol,side,quantity\nAAPL,buy,1\n"MSFT,buy,1\nCL,buy,1', 'line 3: a quote is opened and never closed'],
    ['PK\u0003\u0004\u0014\u0000', 'this is a workbook'],
    ['symbol,side,quantity\nAAPL,buy,1\n\u0000\u0001', 'line 3: not a text in UTF-8'],
    ['symbol,side,quantity\r\nM\ufffdNCH,buy,1', 'line 2: not a text in UTF-8'],
    [`${'x'.repeat(1_048_577)}`, 'the file has 1048577 characters: a basket has at most 1048576'],
    [`symbol,side,quantity,limit\n${'AAPL,buy,1,1\n'.repeat(basketRowsMax + 1)}`, `${basketRowsMax + 1} rows: a basket has at most ${basketRowsMax}`],
  ])('[BK-4] refuses a file as a whole and says why (%#)', (csv, why) => {
    const found = check(csv);
    expect(found).toMatchObject({ ok: false, rows: [] });
    expect(found.fault).toContain(why);
  });

  it('[BK-5] warns of an order that is in it twice, and takes both', () => {
    const { rows, ok } = check('symbol,side,quantity,limit\nAAPL,buy,1,2\nAAPL,buy,1,2.01\nAAPL,B,1,2.00\n');
    expect([ok, rows.map((r) => r.warning)]).toEqual([true, [null, null, 'the same order as in line 2']]);
  });

  it('counts lines as an editor does, through quoted ends of lines', () => {
    const { rows } = check('symbol,side,quantity,limit\r\n"AAPL\r\n",buy,1,2\r\n\r\nMSFT,buy,x,2\r\n');
    expect(rows.map((r) => [r.line, r.faults.length])).toEqual([[2, 0], [5, 1]]);
  });
});

describe('a change of one cell', () => {
  it('[BK-3] leaves every other character as it was', () => {
    expect(replaceCell('ticker; side ;qty\r\nAAPL;"buy"; 1\r\n', 2, 'side', 'a;"b"')).toBe('ticker; side ;qty\r\nAAPL;"a;""b""";1\r\n'.replace(';1', '; 1'));
  });

  it('adds a column that the file does not have, and the cells that a row lacks', () => {
    expect(replaceCell('symbol,side,quantity\nAAPL,buy\nCL,sell,2\n', 3, 'limit', '71.2')).toBe('symbol,side,quantity,limit\nAAPL,buy,,\nCL,sell,2,71.2\n');
    expect(replaceCell('symbol,side,quantity,limit\nAAPL\n', 2, 'quantity', '5')).toBe('symbol,side,quantity,limit\nAAPL,,5,\n');
  });

  it('takes out a row, and nothing where there is none', () => {
    expect(removeRow('symbol,side,quantity\r\nAAPL,buy,1\r\nCL,sell,2', 2)).toBe('symbol,side,quantity\r\nCL,sell,2');
    expect(removeRow('symbol,side,quantity\r\nAAPL,buy,1', 9)).toBe('symbol,side,quantity\r\nAAPL,buy,1');
  });
});

const termsArb: fc.Arbitrary<ParentTerms> = fc.record({
  symbol: fc.constantFrom(...known.filter((i) => i.tradable).map((i) => i.symbol)),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  price: fc.option(fc.integer({ min: -1_000_000, max: Number.MAX_SAFE_INTEGER }).map(priceTicks)),
  orderQty: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }).map(quantityLots),
  timeInForce: fc.constantFrom('day' as const, 'ioc' as const, 'fok' as const, 'gtc' as const),
  account: fc.option(fc.constantFrom(...lookup.accounts)),
  strategy: fc.option(fc.constantFrom(...lookup.strategies)),
}).map((t) => ({ ...t, ordType: t.price === null ? 'market' : 'limit' }));

/** Faults that a cell of a good row can be given, by column. */
const spoilt = { symbol: 'NOSUCH', side: 'short', quantity: '1.000,5', 'order type': 'stop', limit: 'x', 'time in force': 'opg', account: 'NOBODY', strategy: 'NOBODY' } as const;

describe('[PO-12] properties', () => {
  it('any terms written as a file read back as the same', () => {
    fc.assert(fc.property(fc.array(termsArb, { minLength: 1, maxLength: 20 }), (terms) => {
      const found = check(writeBasket(terms, lookup.instruments));
      expect(found.fault).toBeNull();
      expect(found.rows.map((r) => r.terms)).toEqual(terms);
    }));
  });

  it('any text gives an answer, and what is ok has terms in every row', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.array(fc.constantFrom('symbol', 'side', 'quantity', 'limit', ',', ';', '\t', '"', '""', '\r', '\n', '\r\n', 'AAPL', 'buy', '1', '-', '=', '1e9', ' ', '\ufeff', 'sep=;\n', '__proto__', 'constructor'), { maxLength: 60 }).map((parts) => parts.join('')),
      fc.array(fc.constantFrom('AAPL', 'buy', '1', '"', ',', '\n', '9e99', '1.005', 'sell'), { maxLength: 60 }).map((parts) => `symbol,side,quantity\n${parts.join('')}`),
    );
    fc.assert(fc.property(text, fc.nat(8), fc.constantFrom(...basketColumns), (csv, line, column) => {
      const found = check(csv);
      expect(found.ok).toBe(found.fault === null && found.rows.length > 0 && found.rows.every((r) => r.terms !== null));
      for (const row of found.rows) expect(row.terms === null).toBe(row.faults.length > 0);
      check(replaceCell(csv, line, column, csv.slice(0, 20)));
      check(removeRow(csv, line));
    }), { numRuns: 500 });
  });

  it('a faulty cell is named by its own line and column, and no other row is', () => {
    fc.assert(fc.property(fc.array(termsArb, { minLength: 1, maxLength: 12 }), fc.nat(), fc.constantFrom(...basketColumns), (terms, pick, column) => {
      const line = 2 + (pick % terms.length);
      const good = writeBasket(terms, lookup.instruments);
      const bad = replaceCell(good, line, column, spoilt[column]);
      const faulty = check(bad).rows.filter((r) => r.faults.length > 0);
      expect(faulty.map((r) => r.line)).toEqual([line]);
      expect(faulty[0]?.faults.map((f) => f.column)).toContain(column);
      const was = check(good).rows[line - 2]?.cells[column] ?? '';
      expect(replaceCell(bad, line, column, was)).toBe(good);
    }));
  });

  it('a decimal is written as it is read', () => {
    fc.assert(fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: -12, max: 6 }), (units, exponent) => {
      const [whole, fraction = ''] = decimalText({ units, exponent }).split('.');
      expect(fraction.length).toBe(Math.max(0, -exponent));
      expect(BigInt(`${whole ?? ''}${fraction}`.replace('-', ''))).toBe((units < 0n ? -units : units) * 10n ** BigInt(Math.max(0, exponent)));
    }));
  });
});
