/** What is drawn over the bars, and where. */
import { describe, expect, it } from 'vitest';
import { screenBars, screenCard as card, screenInstruments, screenNow, screenQuote, screenSignal, screenSuggestion } from '../../../../tests/fixtures/screen-data.ts';
import type { PositionRow } from '../../../shared/contract/portfolio.ts';
import type { RiskOverlay } from '../../../shared/contract/risk.ts';
import { must } from '../../../shared/base/assert.ts';
import type { Fill } from '../../../shared/domain/fill.ts';
import { epochMicros, moneyMinor, priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import type { Order, OrdStatus } from '../../../shared/domain/order.ts';
import type { SuggestionStatus } from '../../../shared/domain/signal.ts';
import { barIndexAt, barsUntil, timeframeWord } from './bar-times.ts';
import { fanEdges } from './fan.ts';
import { roomWords, shareWords } from './limit-words.ts';
import { sideBySide } from './label-places.ts';
import { fillMarks, suggestionMarks } from './marks.ts';
import { priceLines } from './price-lines.ts';

const instrument = must(screenInstruments[0], 'the fixture has instruments');
const bars = screenBars('ALDR', 10_000, 50, 3);
const minute = 60_000_000;

describe('bar times', () => {
  it('finds the bar that holds a moment: start inclusive, end exclusive', () => {
    const first = must(bars[0], 'there are bars');
    expect(barIndexAt(bars, first.start - 1)).toBe(-1);
    expect(barIndexAt(bars, first.start)).toBe(0);
    expect(barIndexAt(bars, first.end - 1)).toBe(0);
    expect(barIndexAt(bars, first.end)).toBe(1);
    expect(barIndexAt(bars, screenNow + minute)).toBe(49);
    expect(barIndexAt([], 5)).toBe(-1);
  });

  it('names timeframes and measures the horizon in bars', () => {
    expect([60, 300, 3600, 86_400, 10].map(timeframeWord)).toEqual(['1 min', '5 min', '1 h', '1 d', '10 s']);
    expect(barsUntil(screenNow, screenNow + 15 * minute, 60)).toBe(15);
    expect(barsUntil(screenNow, screenNow - minute, 60)).toBe(0);
  });
});

describe('marks', () => {
  const suggestionAt = (back: number, status: SuggestionStatus, trade_flow_5 = 0.5) => {
    const signal = screenSignal(card, 'ab'.repeat(32), screenQuote('ALDR', 10_000, 1), { trade_flow_5 }, 40, `${status}${back}`);
    return screenSuggestion({ ...signal, asOf: epochMicros(screenNow - back * minute) }, instrument, 1200, { status });
  };

  it('stand on the bar that the signal was made on, and look different by what became of it', () => {
    const marks = suggestionMarks([suggestionAt(0, 'open'), suggestionAt(3, 'accepted'), suggestionAt(5, 'rejected'), suggestionAt(6, 'expired', -0.5)], bars, instrument);
    expect(marks.map((m) => [m.seconds, m.side, m.shape, m.tone, m.text])).toEqual([
      [(screenNow - 7 * minute) / 1e6, 'sell', 'dot', 'muted', ''],
      [(screenNow - 6 * minute) / 1e6, 'buy', 'square', 'muted', 'R'],
      [(screenNow - 4 * minute) / 1e6, 'buy', 'arrow', 'up', 'A'],
      [(screenNow - minute) / 1e6, 'buy', 'arrow', 'up', '1,200'],
    ]);
  });

  it('leave out other instruments and what lies before or beyond the bars', () => {
    const other = { ...suggestionAt(1, 'open'), signal: { ...suggestionAt(1, 'open').signal, symbol: 'BRCH' } };
    expect(suggestionMarks([other, suggestionAt(80, 'open'), suggestionAt(-3, 'open')], bars, instrument)).toEqual([]);
  });

  it('put fills on the bar they traded in, at their price', () => {
    const fill: Fill = { execId: 'e1', clOrdId: 'c1', symbol: 'ALDR', side: 'sell', lastPx: priceTicks(10_050), lastQty: quantityLots(300), feeMinor: moneyMinor(1), liquidity: 'added', transactTime: epochMicros(screenNow - minute / 2) };
    expect(fillMarks([fill], bars, instrument, (ticks) => ticks / 100)).toEqual([
      { id: 'e1', seconds: (screenNow - minute) / 1e6, price: 100.5, side: 'sell', words: 'sold 300 at 100.50' },
    ]);
  });
});

describe('price lines', () => {
  const order = (change: Partial<Order>): Order => ({
    clOrdId: 'c1', lastClOrdId: 'c1', pendingClOrdId: null, orderId: 'o1', symbol: 'ALDR', side: 'buy', ordType: 'limit', price: priceTicks(9_990), orderQty: quantityLots(500),
    timeInForce: 'day', ordStatus: 'new', cumQty: quantityLots(0), leavesQty: quantityLots(500), avgPx: null, suggestionId: null,
    provenance: { side: 'trader', size: 'trader', price: 'trader', time: 'trader' }, userId: 'u', submittedAt: screenNow, updatedAt: screenNow, arrivalMid: null, denial: null, text: null, external: false, ...change,
  });
  const linesOf = (orders: readonly Order[], position?: Partial<PositionRow>, overlay: RiskOverlay | null = null) =>
    priceLines({ instrument, orders, position: position === undefined ? undefined : ({ symbol: 'ALDR', quantity: quantityLots(0), averagePrice: null, ...position } as PositionRow), overlay });

  it('are drawn for orders that still work, and for no other', () => {
    const statuses: readonly OrdStatus[] = ['denied', 'pendingNew', 'new', 'partiallyFilled', 'pendingCancel', 'pendingReplace', 'unresolved', 'filled', 'canceled', 'rejected', 'expired'];
    const lines = linesOf(statuses.map((ordStatus) => order({ clOrdId: ordStatus, ordStatus })));
    expect(lines.map((l) => [l.key, l.title, l.stroke, l.tone])).toEqual([
      ['order pendingNew', 'Buy 500 pending new', 'dashed', 'up'],
      ['order new', 'Buy 500', 'solid', 'up'],
      ['order partiallyFilled', 'Buy 500', 'solid', 'up'],
      ['order pendingCancel', 'Buy 500 pending cancel', 'dashed', 'up'],
      ['order pendingReplace', 'Buy 500 pending replace', 'dashed', 'up'],
      ['order unresolved', 'Buy 500 unresolved', 'dashed', 'unresolved'],
    ]);
  });

  it('keep the key of an amended order, so that its line moves', () => {
    const [before] = linesOf([order({})]);
    const [after] = linesOf([order({ lastClOrdId: 'c1-2', price: priceTicks(9_970), leavesQty: quantityLots(200) })]);
    expect(after).toEqual({ ...before, ticks: 9_970, title: 'Buy 200' });
  });

  it('leave out market orders and other symbols', () => {
    expect(linesOf([order({ price: null, ordType: 'market' }), order({ symbol: 'BRCH' })])).toEqual([]);
  });

  it('show average, stop and collar', () => {
    const overlay: RiskOverlay = { symbol: 'ALDR', asOf: screenNow, expectedRange: null, stop: { price: priceTicks(9_900), of: 'position' }, collar: { low: priceTicks(9_700), high: priceTicks(10_300) }, headroom: [] };
    expect(linesOf([], { quantity: quantityLots(-400), averagePrice: 10_000.25 }, overlay).map((l) => [l.key, l.ticks, l.title])).toEqual([
      ['average', 10_000.25, 'Short 400 avg'], ['stop', 9_900, 'Stop'], ['collar high', 10_300, 'Collar 103.00'], ['collar low', 9_700, 'Collar 97.00'],
    ]);
  });
});

describe('fan', () => {
  it('opens at the price, ends at the range, and widens all the way', () => {
    const edges = fanEdges({ fromBar: -2, fromPrice: 100, toBar: 15, low: 98, high: 104, level: 0.8 });
    expect(edges[0]).toEqual({ bar: -2, low: 100, high: 100 });
    expect(edges.at(-1)).toEqual({ bar: 15, low: 98, high: 104 });
    const widths = edges.map((edge) => edge.high - edge.low);
    expect(widths).toEqual([...widths].sort((a, b) => a - b));
  });

  it('is nothing once its horizon has passed', () => {
    expect(fanEdges({ fromBar: -20, fromPrice: 100, toBar: -20, low: 98, high: 104, level: 0.8 })).toEqual([]);
  });
});

describe('labels', () => {
  it('stand at the right edge, and side by side where they would meet', () => {
    const placed = sideBySide([{ y: 100, width: 50 }, { y: 40, width: 60 }, { y: 105, width: 30 }, { y: 111, width: 40 }], 500);
    expect(placed.map((label) => [label.y, label.x])).toEqual([[40, 500], [100, 500], [105, 440], [111, 400]]);
  });

  it('never cover one another', () => {
    const labels = Array.from({ length: 12 }, (_, i) => ({ y: (i * 37) % 60, width: 30 + ((i * 13) % 40) }));
    const placed = sideBySide(labels, 900);
    for (const a of placed) for (const b of placed) {
      if (a !== b && Math.abs(a.y - b.y) < 13) expect(a.x <= b.x - b.width || b.x <= a.x - a.width).toBe(true);
    }
  });
});

describe('the limit that binds next', () => {
  const row = (used: number, limit: number, unit: string) => ({ code: 'VALUE_ABOVE_LIMIT' as const, label: 'Order value', used, limit, unit, share: used / limit });

  it('is told in the desk\u2019s units', () => {
    const euro = must(screenInstruments.find((one) => one.symbol === 'EURUSD'), 'the fixture has EURUSD');
    expect(roomWords(row(25_560_000, 25_000_000, 'minor USD'), instrument)).toBe('255,600 of 250,000 USD');
    expect(roomWords(row(5, 40, 'lots'), euro)).toBe('5,000 of 40,000');
    expect(roomWords(row(12.34, 300, 'bp'), instrument)).toBe('12.3 of 300.0 bp');
  });

  it('does not print a share beyond meaning', () => {
    expect(shareWords(1.022)).toBe('102\u202f%');
    expect(shareWords(Number.MAX_VALUE)).toBe('over 999\u202f%');
  });
});
