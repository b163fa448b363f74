import { beforeEach, describe, expect, it } from 'vitest';
import { Desk, limitBuy, quoteOf } from '../../../../tests/kit/desk.ts';
import type { AlertRow } from '../../../shared/contract/alerts.ts';
import type { Headroom } from '../../../shared/contract/risk.ts';
import { defaultAlertRules, type AlertRule } from '../../../shared/domain/alert.ts';
import type { FeedState } from '../../../shared/domain/connection.ts';
import { epochMicros, priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import type { Quote } from '../../../shared/domain/quote.ts';
import { AlertCauses } from './alert-causes.ts';
import { AlertsProjection } from './alerts-projection.ts';
import { Alerts, raisedPerSecondMax } from './alerts.ts';
import { DesktopNotes } from './desktop-notes.ts';

/** A desk with alerts, whose feed and limits are moved by hand. */
class AlertDesk extends Desk {
  told = new AlertsProjection();
  readonly notices: string[] = [];
  readonly rows: AlertRow[] = [];
  feed: FeedState = 'live';
  feedAgeMs = 0;
  share = 0;
  quote: (symbol: string, quote: Quote) => void = () => undefined;
  alerts!: Alerts;
  causes!: AlertCauses;

  constructor() {
    super();
    this.open();
  }

  open(): void {
    this.told = new AlertsProjection();
    this.reopen([this.told]);
    const desktop = new DesktopNotes({ ...this.host, kind: 'electron', notify: (title, body) => void this.notices.push(`${title}: ${body}`) });
    this.alerts = new Alerts({ host: this.host, recorder: this.recorder, queue: this.queue, projection: this.told, desktop });
    this.alerts.onRow((row) => this.rows.push(row));
    this.causes = new AlertCauses({
      clock: this.clock, alerts: this.alerts, orders: this.orders, parents: this.parents, watch: (_what, work) => void work.catch(() => undefined),
      marketData: {
        listen: ({ onQuote }) => { if (onQuote) this.quote = onQuote; return { dispose: () => undefined }; },
        feedState: () => this.feed, feedAgeMs: () => this.feedAgeMs, instrument: (s) => this.instruments.get(s) ?? null,
      },
      exposed: () => ['ACME'],
      headroom: () => [
        { code: 'POSITION_ABOVE_LIMIT', label: 'Position with working orders', used: 1, limit: 2, unit: 'lots', share: this.share },
        { code: 'VALUE_ABOVE_LIMIT', label: 'Order value', used: 1, limit: 1, unit: 'minor', share: 1 } satisfies Headroom,
      ],
    });
  }

  texts(): readonly string[] {
    return this.alerts.rows().map((row) => row.text).reverse();
  }

  settle(): Promise<void> {
    return this.queue.idle();
  }
}

const priceRule = (direction: 'above' | 'below', price: number, ruleId = 'p1'): AlertRule =>
  ({ ruleId, kind: 'price', symbol: 'ACME', direction, price: priceTicks(price), enabled: true, notify: true });

let desk: AlertDesk;
beforeEach(() => { desk = new AlertDesk(); });

describe('price', () => {
  it('[AL-2] is told once, when the price can be traded at, and the rule is off after it', async () => {
    await desk.alerts.setRule(priceRule('above', 10_050), 't1');
    desk.quote('ACME', quoteOf('ACME', 10_049, 10_060));
    await desk.settle();
    expect(desk.texts()).toEqual([]);
    desk.quote('ACME', quoteOf('ACME', 10_050, 10_060));
    desk.quote('ACME', quoteOf('ACME', 10_051, 10_060));
    await desk.settle();
    desk.quote('ACME', quoteOf('ACME', 10_052, 10_060));
    await desk.settle();
    expect(desk.texts()).toEqual(['ACME bid 100.50 at or above 100.50']);
    expect(desk.told.rule('p1')?.enabled).toBe(false);
    expect(desk.notices).toEqual(['Price alert: ACME bid 100.50 at or above 100.50']);
  });

  it('[AL-2] below looks at the ask', async () => {
    await desk.alerts.setRule(priceRule('below', 9_900), 't1');
    desk.quote('ACME', quoteOf('ACME', 9_890, 9_901));
    desk.quote('ACME', quoteOf('ACME', 9_890, 9_900));
    await desk.settle();
    expect(desk.texts()).toEqual(['ACME ask 99.00 at or below 99.00']);
  });
});

describe('orders', () => {
  it('[AL-3] tells a denial and a reject once each, with the reason', async () => {
    desk.halted = 'a test';
    await desk.orders.submit(limitBuy(10), 't1');
    desk.halted = null;
    const order = await desk.submitted(limitBuy(20));
    await desk.orders.onExecutionReport(desk.report(order, { execType: 'rejected', ordStatus: 'rejected', text: 'in auction' }));
    await desk.settle();
    expect(desk.texts()).toEqual(['Buy 10 ACME denied: Trading is halted: a test', 'Buy 20 ACME rejected: in auction']);
    expect(desk.notices).toEqual([]);
  });

  it('[AL-3] tells what the OMS would not take of a phone trade, with its words', async () => {
    const desk = new AlertDesk();
    const outcome = await desk.parents.recordPhoneTrade({
      parentId: null, symbol: 'ACME', side: 'buy', lastPx: priceTicks(9_990), lastQty: quantityLots(3), tradedAt: epochMicros(desk.clock.nowMicros()), counterparty: 'XYZ', account: null, strategy: null, note: null,
    });
    const id = outcome.ok ? outcome.clOrdId : '';
    const ack = { msgType: 'TradeCaptureReportAck', msgSeqNum: 1, sendingTime: epochMicros(1), tradeReportId: id, tradeReportTransType: 'new', trdRptStatus: 'rejected', text: 'limit of the counterparty' } as const;
    await desk.parents.onMessage(ack);
    await desk.parents.onMessage(ack);
    await desk.queue.idle();
    expect(desk.rows.map((row) => [row.kind, row.text, row.clOrdId])).toEqual([['reject', 'Phone trade in ACME rejected by the OMS: limit of the counterparty', id]]);
  });

  it('[AL-3] tells fills only when asked to, one line for each order', async () => {
    const order = await desk.working(limitBuy(10));
    await desk.orders.onExecutionReport(desk.trade(order, 4));
    await desk.settle();
    expect(desk.texts()).toEqual([]);
    await desk.alerts.setRule({ ruleId: 'fill', kind: 'fill', enabled: true, notify: false }, 't1');
    await desk.orders.onExecutionReport(desk.trade(order, 6));
    await desk.settle();
    expect(desk.texts()).toEqual(['Bought 6 ACME at 100.00']);
  });

  it('[AL-3] tells what is unresolved, many at once as one', async () => {
    await desk.submitted(limitBuy(1));
    await desk.submitted(limitBuy(2));
    await desk.submitted(limitBuy(3));
    await desk.orders.onDisconnected();
    await desk.settle();
    const rows = desk.alerts.rows();
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ kind: 'unresolved', severity: 'danger', symbol: null });
    expect(rows[0]?.text).toMatch(/^3 orders are unresolved/);
  });
});

describe('feed and limits', () => {
  it('[AL-4] tells a feed that falls silent once, from the moment at which it was too long', async () => {
    desk.clock.advance(500);
    desk.feed = 'stale';
    desk.feedAgeMs = 3_100;
    desk.clock.advance(1_000);
    await desk.settle();
    expect(desk.texts()).toEqual(['The feed is stale: nothing came for 3.1 s']);
    expect(desk.rows[0]?.latencyMs).toBeGreaterThanOrEqual(100);
    desk.feed = 'live';
    desk.clock.advance(500);
    desk.feed = 'disconnected';
    desk.clock.advance(500);
    await desk.settle();
    expect(desk.texts().at(-1)).toBe('The feed is disconnected');
  });

  it('[AL-4] says nothing of a feed that never was', async () => {
    desk = new AlertDesk();
    desk.feed = 'never';
    desk.clock.advance(1_000);
    await desk.settle();
    expect(desk.texts()).toEqual([]);
  });

  it('[AL-5] tells the use of a position limit once until it has fallen well below', async () => {
    for (const share of [0.79, 0.81, 0.9, 0.78, 0.82, 0.7, 0.85]) {
      desk.share = share;
      desk.clock.advance(1_000);
    }
    await desk.settle();
    expect(desk.texts()).toEqual(['ACME uses 81 % of its limit: position with working orders', 'ACME uses 85 % of its limit: position with working orders']);
  });
});

describe('inbox', () => {
  const raise = async (text: string, atMs = desk.clock.monotonicMs()): Promise<string> => {
    const rule = defaultAlertRules.find((r) => r.kind === 'stale');
    if (rule) await desk.alerts.raise(rule, { text, symbol: null, clOrdId: null, atMs });
    return desk.alerts.rows()[0]?.alertId ?? '';
  };

  it('[AL-1] is journalled before it is told, with its cause\'s time, and survives a restart', async () => {
    const id = await raise('a');
    expect(desk.journal.typesOf().at(-1)).toBe('AlertRaised');
    await desk.alerts.acknowledge([id], 't1');
    await desk.alerts.setRule({ ...priceRule('above', 5), ruleId: 'p9' }, 't1');
    desk.open();
    expect(desk.alerts.rows()).toMatchObject([{ text: 'a', status: { state: 'acknowledged', by: 't1' }, latencyMs: null }]);
    expect(desk.alerts.rules().find((r) => r.ruleId === 'p9')).toMatchObject({ kind: 'price' });
    expect(desk.told.save()).toEqual((() => { const again = new AlertsProjection(); again.load(JSON.parse(JSON.stringify(desk.told.save()))); return again.save(); })());
  });

  it('[AL-1] tells nothing that is not saved', async () => {
    desk.journal.failing = true;
    await expect(raise('a')).rejects.toThrow(/diskFull/);
    expect([desk.rows, desk.notices]).toEqual([[], []]);
    expect(await desk.alerts.setRule(priceRule('above', 5), 't1')).toMatchObject({ ok: false });
  });

  it('[AL-6] snoozed comes back when its time is over, once', async () => {
    const id = await raise('a');
    expect(await desk.alerts.snooze(id, 5, 't1')).toEqual({ ok: true });
    expect(desk.alerts.rows()[0]?.status.state).toBe('snoozed');
    desk.clock.advance(299_000);
    expect(desk.alerts.rows()[0]?.status.state).toBe('snoozed');
    const before = desk.rows.length;
    desk.clock.advance(2_000);
    expect(desk.alerts.rows()[0]?.status.state).toBe('open');
    expect(desk.rows.slice(before).map((r) => r.status.state)).toEqual(['open']);
    expect(desk.notices.at(-1)).toBe('Feed, again: a');
  });

  it('[AL-7] holds back what is more than enough in a second, and says how much it was', async () => {
    for (let i = 0; i < raisedPerSecondMax + 7; i++) await raise(`n${i}`);
    expect(desk.alerts.rows()).toHaveLength(raisedPerSecondMax);
    desk.clock.advance(1_500);
    await desk.settle();
    expect(desk.texts().at(-1)).toBe('7 more of the same within a second');
  });

  it('[AL-8] measures from the cause to the alert on disk', async () => {
    const causeMs = desk.clock.monotonicMs();
    desk.clock.advance(40);
    await raise('late', causeMs);
    expect(desk.rows.at(-1)?.latencyMs).toBe(40);
    expect((desk.rows.at(-1)?.raisedAt ?? 0) - (desk.rows.at(-1)?.causedAt ?? 0)).toBe(40_000);
  });

  it('refuses rules of its own that are not there, and takes away price rules alone', async () => {
    expect(await desk.alerts.setRule({ ruleId: 'mine', kind: 'fill', enabled: true, notify: false }, 't1')).toMatchObject({ ok: false });
    expect(await desk.alerts.removeRule('stale', 't1')).toMatchObject({ ok: false });
    await desk.alerts.setRule(priceRule('above', 5), 't1');
    expect(await desk.alerts.removeRule('p1', 't1')).toEqual({ ok: true });
    expect(desk.told.rule('p1')).toBeNull();
  });
});
