import { describe, expect, it } from 'vitest';
import { moneyMinor, priceTicks } from '../../../shared/domain/numbers.ts';
import { Desk, limitBuy, quoteOf } from '../../../../tests/kit/desk.ts';

describe('the portfolio', () => {
  it('[PF-1] marks what is held at the mid and nets fees, in minor units', async () => {
    const desk = new Desk();
    const order = await desk.working();
    await desk.orders.onExecutionReport(desk.trade(order, 10, { lastPx: priceTicks(10_000), feeMinor: moneyMinor(7) }));
    desk.quotes.set('ACME', quoteOf('ACME', 10_010, 10_011)); // mid 10,010.5: half a tick counts
    expect(desk.portfolio.rows()).toEqual([expect.objectContaining({
      symbol: 'ACME', currency: 'USD', quantity: 10, averagePrice: 10_000, markPrice: 10_010.5, markState: 'live',
      realisedMinor: 0, unrealisedMinor: 105, feesMinor: 7, netMinor: 98, exposureMinor: 100_105,
    })]);
  });

  it('[PF-2] has no mark, not a mark of zero, without a quote', async () => {
    const desk = new Desk();
    const order = await desk.working();
    await desk.orders.onExecutionReport(desk.trade(order, 10));
    desk.quotes.clear();
    expect(desk.portfolio.row('ACME')).toMatchObject({ markPrice: null, markState: 'never', unrealisedMinor: null, netMinor: null, exposureMinor: null, realisedMinor: 0 });
  });

  it('[PF-3] shows instruments that are only worked, with both sides', async () => {
    const desk = new Desk();
    await desk.submitted(limitBuy(10));
    await desk.submitted(limitBuy(4, 10_010, { side: 'sell' }));
    expect(desk.portfolio.rows()).toEqual([expect.objectContaining({ quantity: 0, averagePrice: null, workingBuyQty: 10, workingSellQty: 4 })]);
    expect(desk.portfolio.row('NOBODY')).toBeNull();
  });

  it('[PF-4] is rebuilt from journal and checkpoint alike', async () => {
    const desk = new Desk();
    const order = await desk.working();
    await desk.orders.onExecutionReport(desk.trade(order, 4));
    const before = desk.portfolio.rows();
    const saved = JSON.parse(JSON.stringify(desk.positions.save())) as unknown;
    desk.reopen();
    expect(desk.portfolio.rows()).toEqual(before);
    const { PositionsProjection } = await import('./positions-projection.ts');
    const loaded = new PositionsProjection();
    loaded.load(saved);
    expect(loaded.get('ACME')).toEqual(desk.positions.get('ACME'));
  });
});
