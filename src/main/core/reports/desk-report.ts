/**
 * The desk head's page: what was made by model, trader and instrument, and whether overriding the model paid. Every
 * estimate comes with its 95 % interval and the number of its cases; too few cases give none.
 */
import type { DeskReport, Estimate, OverrideRow, ReportRow } from '../../../shared/contract/reports.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { epochMicros, moneyMinor } from '../../../shared/domain/numbers.ts';
import { sideSign, type Side } from '../../../shared/domain/order.ts';
import { realisedMinor, unrealisedMinor, type Position } from '../../../shared/domain/position.ts';
import { meanInterval, wilsonInterval } from '../../../shared/domain/statistics.ts';
import type { PriceView } from '../risk/price-view.ts';
import type { DeskReportProjection, Dimension, OrderCase, SuggestionCase } from './desk-report-projection.ts';

/** Fewer cases than this and an interval is too wide to act on; the screen says so. */
export const minimumCases = 30;
const casesMax = 500;

type Prices = Pick<PriceView, 'instrument' | 'quote'>;

interface Block {
  readonly projection: DeskReportProjection;
  readonly prices: Prices;
  readonly currency: string;
}

export function deskReport(projection: DeskReportProjection, prices: Prices): DeskReport {
  const instruments = [...new Set([...projection.orders.values()].map((o) => o.symbol))].flatMap((s) => prices.instrument(s) ?? []);
  const currencies = new Map<string, number>(instruments.map((i) => [i.currency, i.currencyMinorDigits]));
  const cases = [...projection.suggestions.values()];
  return {
    from: projection.from ?? epochMicros(0),
    to: projection.to ?? epochMicros(0),
    currencies: [...currencies].sort().map(([currency, currencyMinorDigits]) => {
      const block: Block = { projection, prices, currency };
      return { currency, currencyMinorDigits, total: total(block), byModel: rows(block, 'model'), byTrader: rows(block, 'trader'), byInstrument: rows(block, 'instrument') };
    }),
    overrides: (['accept', 'edit', 'reject', 'expired'] as const).map((kind) => overrideRow(kind, cases)),
    cases: cases.reverse().slice(0, casesMax).map((c) => ({
      suggestionId: c.suggestionId,
      symbol: c.symbol,
      side: c.side,
      madeAt: c.madeAt,
      decision: c.outcome,
      expectedNetBp: c.expectedNetBp,
      realisedNetBp: c.realisedNetBp,
    })),
    minimumCases,
    journalSeq: projection.seq,
  };
}

const inCurrency = (block: Block, symbol: string): Instrument | null => {
  const instrument = block.prices.instrument(symbol);
  return instrument?.currency === block.currency ? instrument : null;
};

const ordersOf = (block: Block): OrderCase[] => [...block.projection.orders.values()].filter((o) => inCurrency(block, o.symbol) !== null);

const keyOf: Readonly<Record<Dimension, (order: OrderCase) => string>> = {
  model: (o) => o.model,
  trader: (o) => o.userId,
  instrument: (o) => o.symbol,
};

function rows(block: Block, dimension: Dimension): readonly ReportRow[] {
  const orders = Map.groupBy(ordersOf(block), keyOf[dimension]);
  const books = Map.groupBy(block.projection.positions(dimension), (b) => b.key);
  return [...orders.keys()].sort().map((key) => row(block, key, orders.get(key) ?? [], (books.get(key) ?? []).map((b) => b.position)));
}

const total = (block: Block): ReportRow =>
  row(block, 'total', ordersOf(block), block.projection.positions('instrument').map((b) => b.position));

/**
 * Each key's trades are one book at average cost. Realised and unrealised of the rows need not add up to those of the
 * total (two traders on opposite sides are flat together); their sum, marked at the same mid, does, to the rounding.
 */
function row(block: Block, key: string, orders: readonly OrderCase[], positions: readonly Position[]): ReportRow {
  let realised = 0;
  let unrealised = 0;
  let fees = 0;
  for (const position of positions) {
    const instrument = inCurrency(block, position.symbol);
    if (!instrument) continue;
    const quote = block.prices.quote(position.symbol);
    realised += realisedMinor(instrument, position);
    unrealised += quote ? unrealisedMinor(instrument, position, quote.bid + quote.ask) : 0; // no mark: held at cost
    fees += position.feesMinor;
  }
  const filled = orders.filter((o) => o.filledQty > 0);
  return {
    key,
    orders: orders.length,
    filledOrders: filled.length,
    realisedMinor: moneyMinor(realised),
    unrealisedMinor: moneyMinor(unrealised),
    feesMinor: moneyMinor(fees),
    netMinor: moneyMinor(realised + unrealised - fees),
    hitRate: hitRate(filled.flatMap((o) => (o.suggestionId === null ? [] : block.projection.suggestions.get(o.suggestionId)?.realisedNetBp ?? []))),
    slippageBp: meanInterval(filled.flatMap((o) => slippageBp(o) ?? [])),
  };
}

/** A hit is a gain after cost by the horizon; exactly nothing is no hit. */
const hitRate = (netBps: readonly number[]): Estimate | null => wilsonInterval(netBps.filter((bp) => bp > 0).length, netBps.length);

/** Average price against the mid at submission, in the direction that costs, basis points of that mid; null where there was none. */
export function slippageBp(order: { readonly side: Side; readonly arrivalMid: number | null; readonly filledQty: number; readonly paidTickLots: number }): number | null {
  const { arrivalMid } = order;
  if (arrivalMid === null || arrivalMid === 0 || order.filledQty === 0) return null;
  const averagePrice = order.paidTickLots / order.filledQty;
  return (sideSign(order.side) * (averagePrice - arrivalMid) * 1e4) / Math.abs(arrivalMid);
}

function overrideRow(kind: OverrideRow['kind'], cases: readonly SuggestionCase[]): OverrideRow {
  const mine = cases.filter((c) => c.outcome === kind);
  const measured = mine.flatMap((c) => c.realisedNetBp ?? []);
  return { kind, count: mine.length, measured: measured.length, netBp: meanInterval(measured), hitRate: hitRate(measured) };
}
