/** The tree of positions: what stands where, and that every grouping has the totals of the instruments. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PositionPart, PositionRow, PositionStep } from '../../../shared/contract/portfolio.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { epochMicros, moneyMinor, quantityLots } from '../../../shared/domain/numbers.ts';
import { realisedHow, sumsOf } from './arithmetic.ts';
import { averageOf, findNode, positionTree, shownNodes, type PositionNode } from './groups.ts';
import { totalsOf } from './totals.ts';

const part = (symbol: string, account: string | null, strategy: string | null, quantity: number, more: Partial<PositionPart> = {}): PositionPart => {
  const realised = more.realisedMinor ?? moneyMinor(10), unrealised = more.unrealisedMinor === undefined ? moneyMinor(quantity) : more.unrealisedMinor, fees = more.feesMinor ?? moneyMinor(1);
  return {
    symbol, kind: 'part', account, strategy, currency: 'USD', currencyMinorDigits: 2, quantity: quantityLots(quantity), averagePrice: quantity === 0 ? null : 100, markPrice: 101, markState: 'live', markedAt: null,
    exposureMinor: moneyMinor(quantity * 101), ...more, realisedMinor: realised, unrealisedMinor: unrealised, feesMinor: fees,
    netMinor: unrealised === null ? null : moneyMinor(realised + unrealised - fees),
  };
};
const between = (symbol: string, d: number, currency = 'USD'): PositionPart =>
  part(symbol, null, null, 0, { kind: 'between', realisedMinor: moneyMinor(d), unrealisedMinor: moneyMinor(-d), feesMinor: moneyMinor(0), exposureMinor: moneyMinor(0), currency });

const add = (parts: readonly PositionPart[], of: (p: PositionPart) => number | null) => moneyMinor(parts.reduce((sum, p) => sum + (of(p) ?? 0), 0));
/** The instrument's row, as the core has it: its parts add up to it. */
const rowOf = (parts: readonly PositionPart[]): PositionRow => {
  const [first] = parts;
  if (!first) throw new Error('no parts');
  const { symbol, currency, currencyMinorDigits, markPrice, markState, markedAt } = first;
  const isMarked = first.netMinor !== null;
  return {
    symbol, currency, currencyMinorDigits, markPrice, markState, markedAt, quantity: quantityLots(add(parts, (p) => p.quantity)), averagePrice: null,
    realisedMinor: add(parts, (p) => p.realisedMinor), unrealisedMinor: isMarked ? add(parts, (p) => p.unrealisedMinor) : null, feesMinor: add(parts, (p) => p.feesMinor),
    netMinor: isMarked ? add(parts, (p) => p.netMinor) : null, exposureMinor: isMarked ? add(parts, (p) => p.exposureMinor) : null, workingBuyQty: quantityLots(5), workingSellQty: quantityLots(0),
  };
};

const acme = [part('ACME', 'MAIN', 'index', 100), part('ACME', 'MAIN', null, -40), part('ACME', null, null, 7), between('ACME', 50)];
const euro = [part('EURO', 'MAIN', 'index', 9, { currency: 'EUR' })];
const plain = [part('ZINC', null, null, 3)];
const parts = [...acme, ...euro, ...plain];
const rows = [rowOf(acme), rowOf(euro), rowOf(plain)];
const outline = (nodes: readonly PositionNode[]): readonly unknown[] => nodes.map((n) => (n.children.length === 0 ? `${n.label} ${n.quantity}` : [`${n.label} ${n.quantity ?? n.currency}`, ...outline(n.children)]));

describe('positions as a tree', () => {
  it('[PF-12] by instrument: each with its parts and the line between them; what belongs nowhere alone has nothing to unfold', () => {
    expect(outline(positionTree(rows, parts, 'instrument'))).toEqual([
      ['ACME 67', 'MAIN · index 100', 'MAIN · no strategy -40', 'no account · no strategy 7', 'between accounts 0'],
      ['EURO 9', 'MAIN · index 9'],
      'ZINC 3',
    ]);
  });

  it('[PF-12] by account and by strategy: one group a currency, then what belongs to none, then what is between', () => {
    expect(outline(positionTree(rows, parts, 'account'))).toEqual([
      ['MAIN EUR', 'EURO 9'],
      ['MAIN USD', ['ACME 60', 'index 100', 'no strategy -40']],
      ['no account USD', 'ACME 7', 'ZINC 3'],
      ['between accounts USD', 'ACME 0'],
    ]);
    expect(outline(positionTree(rows, parts, 'strategy'))).toEqual([
      ['index EUR', 'EURO 9'],
      ['index USD', 'ACME 100'],
      ['no strategy USD', ['ACME -33', 'MAIN -40', 'no account 7'], 'ZINC 3'],
      ['between accounts USD', 'ACME 0'],
    ]);
  });

  it('[PF-12] has the same totals by currency however it is grouped (property)', () => {
    const anyPart = fc.record({
      symbol: fc.constantFrom('A', 'B', 'C'), account: fc.constantFrom(null, 'X', 'Y'), strategy: fc.constantFrom(null, 'S', 'T'), quantity: fc.integer({ min: -50, max: 50 }),
      realised: fc.integer({ min: -999, max: 999 }), fees: fc.integer({ min: 0, max: 99 }),
    });
    fc.assert(fc.property(fc.array(anyPart, { minLength: 1, maxLength: 20 }), fc.boolean(), (list, isMarked) => {
      const made = new Map(list.map((p) => [JSON.stringify([p.symbol, p.account, p.strategy]), part(p.symbol, p.account, p.strategy, p.quantity, {
        realisedMinor: moneyMinor(p.realised), feesMinor: moneyMinor(p.fees), currency: p.symbol === 'C' ? 'EUR' : 'USD',
        ...(isMarked || p.symbol !== 'A' ? {} : { unrealisedMinor: null, exposureMinor: null }),
      })]));
      const all = [...made.values(), ...(isMarked ? [between('A', 17)] : [])];
      const instrumentRows = [...new Set(all.map((p) => p.symbol))].map((symbol) => rowOf(all.filter((p) => p.symbol === symbol)));
      const amounts = (rowsOf: Parameters<typeof totalsOf>[0]) => totalsOf(rowsOf).map(({ unmarked: _count, ...total }) => total).sort((a, b) => (a.currency < b.currency ? -1 : 1));
      for (const by of ['instrument', 'account', 'strategy'] as const) {
        const tree = positionTree(instrumentRows, all, by);
        const totals = amounts(instrumentRows);
        if (by === 'instrument') expect(amounts(tree)).toEqual(totals);
        else expect(amounts(tree.flatMap((group) => group.children))).toEqual(totals);
        for (const group of tree) if (group.kind === 'group') expect(amounts(group.children)).toMatchObject([{ netMinor: group.netMinor ?? 0, realisedMinor: group.realisedMinor, feesMinor: group.feesMinor }]);
      }
    }));
  });

  it('[PF-12] gives an average price where all of it is held on one side, and none otherwise', () => {
    const held = (quantity: number, averagePrice: number) => ({ quantity: quantityLots(quantity), averagePrice });
    expect(averageOf([held(30, 100), held(10, 104)])).toBe(101);
    expect(averageOf([held(-30, 100), held(-10, 104)])).toBe(101);
    expect(averageOf([held(30, 100), held(-10, 104)])).toBeNull();
    expect(averageOf([])).toBeNull();
  });

  it('comes with groups unfolded and the rest folded; ids find their rows again', () => {
    const tree = positionTree(rows, parts, 'account');
    const labels = (turned: readonly string[]) => shownNodes(tree, new Set(turned)).map((n) => n.label);
    expect(labels([])).toEqual(['MAIN', 'EURO', 'MAIN', 'ACME', 'no account', 'ACME', 'ZINC', 'between accounts', 'ACME']);
    const main = shownNodes(tree, new Set()).find((n) => n.label === 'ACME' && n.children.length > 0);
    expect(labels([main?.id ?? '', tree[0]?.id ?? ''])).toEqual(['MAIN', 'MAIN', 'ACME', 'index', 'no strategy', 'no account', 'ACME', 'ZINC', 'between accounts', 'ACME']);
    expect(findNode(tree, main?.id ?? '')).toBe(main);
    expect(findNode(tree, null)).toBeNull();
  });

  it('leaves out what came to nothing and left nothing', () => {
    const gone = part('ACME', 'HEDGE', null, 0, { realisedMinor: moneyMinor(0), unrealisedMinor: moneyMinor(0), feesMinor: moneyMinor(0) });
    expect(JSON.stringify(positionTree(rows, [...parts, gone], 'account'))).not.toContain('HEDGE');
  });
});

describe('the arithmetic', () => {
  const future: Instrument = {
    symbol: 'ES', name: 'E-mini', assetClass: 'future', currency: 'USD', currencyMinorDigits: 2, tickSize: '0.25', lotSize: '1', multiplier: '50', barSeconds: 60, feeBp: 0, averageDailyVolumeLots: null, tradable: true,
  };
  const step = (over: Partial<PositionStep>): PositionStep => ({
    source: { kind: 'fill', clOrdId: 'o', execId: 'x' }, at: epochMicros(1), quantity: quantityLots(-2), price: 20_004, closedQty: quantityLots(2), averageBefore: 20_000, realisedMinor: moneyMinor(10_000), feeMinor: moneyMinor(0),
    quantityAfter: quantityLots(1), averageAfter: 20_000, ...over,
  });

  it('[PF-11] writes out what made each figure, in the units of the screen', () => {
    const shown = { quantity: 1, averagePrice: 20_000, markPrice: 20_001.5, realisedMinor: 10_000, unrealisedMinor: 1_875, feesMinor: 420, netMinor: 11_455 };
    expect(sumsOf(shown, { steps: [step({}), step({ closedQty: quantityLots(0) })], carried: null }, future).map((s) => [s.name, s.how, s.minor])).toEqual([
      ['Realised', 'Σ (price − average before) × closed × 50, over 1 booking that closed', 10_000],
      ['Unrealised', '(mark 5,000.3750 − average 5,000.0000) × +1 × 50', 1_875],
      ['Fees', 'Σ of 2 bookings, paid', -420],
      ['Net', 'realised + unrealised − fees', 11_455],
    ]);
    expect(realisedHow(step({}), future)).toBe('(5,001.0000 − 5,000.0000) × 2 × 50 = +100.00 USD');
    expect(realisedHow(step({ quantity: quantityLots(2), price: 19_996, averageBefore: 20_000 }), future)).toBe('(5,000.0000 − 4,999.0000) × 2 × 50 = +100.00 USD');
  });
});
