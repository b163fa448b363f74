import { describe, expect, it } from 'vitest';
import type { JournalEvent } from '../../../shared/domain/journal-event.ts';
import { epochMicros, moneyMinor, priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import { acme, Desk, limitBuy, quoteOf } from '../../../../tests/kit/desk.ts';
import { suggestionOf } from '../../../../tests/kit/suggestions.ts';
import { DeskReportProjection, noModel } from './desk-report-projection.ts';
import { deskReport, slippageBp } from './desk-report.ts';

class ReportingDesk extends Desk {
  kept = new DeskReportProjection();

  constructor() {
    super({ duplicateWindowMs: 0 });
    this.reopen([this.kept]);
  }

  /** An order, filled at `px`, of the suggestion when there is one. */
  async traded(suggestionId: string | null, px: number, over: Parameters<typeof limitBuy>[2] = {}): Promise<void> {
    const order = await this.working(limitBuy(10, 10_000, { suggestionId, ...over }));
    await this.orders.onExecutionReport(this.trade(order, 10, { lastPx: priceTicks(px), feeMinor: moneyMinor(2), symbol: order.symbol }));
  }

  async suggested(id: string, kind: 'accept' | 'reject', netBp: number): Promise<void> {
    const suggestion = suggestionOf(id);
    const decision = { decisionId: `d-${id}`, suggestionId: id, kind, userId: 'ann', edit: null, reason: null, note: null, clOrdId: null, decidedAt: epochMicros(1) };
    await this.put({ type: 'SuggestionMade', body: suggestion }, { type: 'DecisionMade', body: { decision, suggestion } },
      { type: 'OutcomeMeasured', body: { suggestionId: id, horizonEnd: epochMicros(2), returnBp: netBp, sideReturnBp: netBp, netBp } });
  }

  put(...events: JournalEvent[]): Promise<unknown> {
    return this.recorder.record(events);
  }
}

describe('the desk report', () => {
  it('[RP-1] splits P&L by model, trader and instrument; every split nets to the total', async () => {
    const desk = new ReportingDesk();
    await desk.suggested('s1', 'accept', 5);
    await desk.traded('s1', 10_000);
    await desk.traded(null, 10_010, { side: 'sell' }); // flat together: +100 realised in total, apart still open
    desk.quotes.set('ACME', quoteOf('ACME', 10_004, 10_006));
    const report = deskReport(desk.kept, desk.prices);
    const [usd] = report.currencies;
    expect(usd?.total).toMatchObject({ orders: 2, filledOrders: 2, realisedMinor: 100, unrealisedMinor: 0, feesMinor: 4, netMinor: 96 });
    expect(usd?.byModel.map((r) => [r.key, r.realisedMinor, r.unrealisedMinor, r.netMinor])).toEqual([[noModel, 0, 50, 48], ['drift-linear 1.0.0', 0, 50, 48]]);
    expect(usd?.byInstrument.map((r) => r.key)).toEqual(['ACME']);
    for (const split of [usd?.byModel, usd?.byTrader, usd?.byInstrument]) expect(split?.reduce((sum, r) => sum + r.netMinor, 0)).toBe(96);
    expect(report.journalSeq).toBe(desk.journal.records.length);
  });

  it('[RP-2] never adds two currencies', async () => {
    const desk = new ReportingDesk();
    desk.instruments.set('TOYO', { ...acme, symbol: 'TOYO', currency: 'JPY', currencyMinorDigits: 0, tickSize: '1' });
    desk.quotes.set('TOYO', quoteOf('TOYO', 9_999, 10_001));
    await desk.traded(null, 10_000);
    await desk.traded(null, 10_000, { symbol: 'TOYO' });
    expect(deskReport(desk.kept, desk.prices).currencies.map((c) => [c.currency, c.currencyMinorDigits, c.total.orders])).toEqual([['JPY', 0, 1], ['USD', 2, 1]]);
  });

  it('[RP-3] gives overrides what each made or would have made, with interval and count', async () => {
    const desk = new ReportingDesk();
    for (let i = 0; i < 10; i++) await desk.suggested(`a${i}`, 'accept', i < 8 ? 3 : -1);
    await desk.suggested('r1', 'reject', 7);
    await desk.put({ type: 'SuggestionMade', body: suggestionOf('e1') }, { type: 'SuggestionClosed', body: { suggestionId: 'e1', status: 'expired' } });
    const { overrides, cases } = deskReport(desk.kept, desk.prices);
    const accepted = overrides.find((o) => o.kind === 'accept');
    expect(accepted).toMatchObject({ count: 10, measured: 10, hitRate: { value: 0.8, n: 10 }, netBp: { value: 2.2, n: 10 } });
    expect([accepted?.hitRate?.low.toFixed(3), accepted?.hitRate?.high.toFixed(3)]).toEqual(['0.490', '0.943']);
    // sd of eight 3s and two -1s is 4 sqrt(0.16 x 10/9); half width is t(9) sd / sqrt(10)
    expect(accepted?.netBp && accepted.netBp.high - accepted.netBp.value).toBeCloseTo((2.2621571628 * 4 * Math.sqrt(1.6 / 9)) / Math.sqrt(10), 8);
    expect(overrides.find((o) => o.kind === 'reject')).toMatchObject({ count: 1, measured: 1, netBp: null, hitRate: { value: 1, n: 1 } });
    expect(overrides.find((o) => o.kind === 'expired')).toEqual({ kind: 'expired', count: 1, measured: 0, netBp: null, hitRate: null });
    expect(cases[0]).toMatchObject({ suggestionId: 'e1', decision: 'expired', realisedNetBp: null, expectedNetBp: 5 });
  });

  it('[RP-4] measures slippage against the mid at submission, in the direction that costs', async () => {
    // KNOWN-ANSWERS C15: 7,000 filled of a buy, arrival 50.05, 4,000 at 50.10 and 3,000 at 50.20: impact 650.
    const c15 = { side: 'buy', arrivalMid: 5_005, filledQty: 7_000, paidTickLots: 4_000 * 5_010 + 3_000 * 5_020 } as const;
    expect(((slippageBp(c15) ?? 0) / 1e4) * 50.05 * 7_000).toBeCloseTo(650, 9);
    expect(slippageBp({ ...c15, side: 'sell' })).toBe(-(slippageBp(c15) ?? 0));
    expect(slippageBp({ ...c15, arrivalMid: null })).toBeNull();
    const desk = new ReportingDesk();
    await desk.traded(null, 10_010);
    expect(deskReport(desk.kept, desk.prices).currencies[0]?.total.slippageBp).toBeNull();
    await desk.traded(null, 10_030);
    expect(deskReport(desk.kept, desk.prices).currencies[0]?.total.slippageBp).toMatchObject({ value: 20, n: 2 });
  });

  it('[RP-5] is the same from the journal and from a checkpoint, and empty before anything', async () => {
    const desk = new ReportingDesk();
    expect(deskReport(desk.kept, desk.prices)).toMatchObject({ currencies: [], cases: [], journalSeq: 0 });
    await desk.suggested('s1', 'accept', 5);
    await desk.traded('s1', 10_003);
    const before = deskReport(desk.kept, desk.prices);
    const replayed = new DeskReportProjection();
    for (const record of desk.journal.records) replayed.apply(record);
    const loaded = new DeskReportProjection();
    loaded.load(JSON.parse(JSON.stringify(desk.kept.save())));
    expect(deskReport(replayed, desk.prices)).toEqual(before);
    expect(deskReport(loaded, desk.prices)).toEqual(before);
  });

  it('[RP-6] filled orders of measured suggestions make the hit rate; quantities of nothing make none', async () => {
    const desk = new ReportingDesk();
    await desk.suggested('s1', 'accept', 5);
    await desk.suggested('s2', 'accept', -5);
    await desk.traded('s1', 10_000);
    await desk.traded('s2', 10_000);
    await desk.traded(null, 10_000);
    await desk.submitted(limitBuy(quantityLots(3), 10_000, { suggestionId: 's1' }));
    expect(deskReport(desk.kept, desk.prices).currencies[0]?.total).toMatchObject({ orders: 4, filledOrders: 3, hitRate: { value: 0.5, n: 2 } });
  });
});
