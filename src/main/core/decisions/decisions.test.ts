import { describe, expect, it } from 'vitest';
import { epochMicros, priceTicks, quantityLots } from '../../../shared/domain/numbers.ts';
import { Desk } from '../../../../tests/kit/desk.ts';
import { suggestionOf, SuggestionShelf } from '../../../../tests/kit/suggestions.ts';
import { createRecorder } from '../recorder.ts';
import { DecisionsProjection } from './decisions-projection.ts';
import { Decisions } from './decisions.ts';

class JudgingDesk extends Desk {
  readonly shelf = new SuggestionShelf();
  made = new DecisionsProjection();
  now = epochMicros(61_000_000);
  decisions = this.room();

  constructor() {
    super();
    this.shelf.put(suggestionOf('s1'));
    this.recorder = createRecorder({ journal: this.journal, projections: [this.projection, this.positions, this.made] });
    this.reopenAll();
  }

  reopenAll(): void {
    this.made = new DecisionsProjection();
    this.reopen([this.made]);
    this.decisions = this.room();
  }

  private room(): Decisions {
    return new Decisions({
      host: this.host, recorder: this.recorder, queue: this.queue, projection: this.made, orders: this.orders, suggestions: this.shelf,
      marketTime: () => this.now, featureNames: new Set(['momentum']), bookingOf: () => ({ account: 'MAIN', strategy: 'drift' }),
    });
  }
}

const nothing = { reason: null, note: null };
const terms = { orderQty: quantityLots(10), ordType: 'limit', price: priceTicks(10_001), timeInForce: 'ioc' } as const;

describe('accept', () => {
  it('[DC-9] books the order to the account of the desk and the strategy of the model', async () => {
    const desk = new JudgingDesk();
    await desk.decisions.accept('s1', 'ann');
    expect(desk.line.sent.at(-1)).toMatchObject({ msgType: 'NewOrderSingle', account: 'MAIN' });
    expect(desk.projection.orders()[0]).toMatchObject({ account: 'MAIN', strategy: 'drift' });
  });

  it('[DC-1] journals the decision with the whole suggestion, then closes it, then sends its order', async () => {
    const desk = new JudgingDesk();
    const outcome = await desk.decisions.accept('s1', 'ann');
    expect(desk.journal.typesOf()).toEqual(['DecisionMade', 'SuggestionClosed', 'OrderSubmitted']);
    const first = desk.journal.records[0]?.event;
    expect(first).toMatchObject({ body: { decision: { kind: 'accept', userId: 'ann', suggestionId: 's1' }, suggestion: suggestionOf('s1') } });
    expect(outcome).toMatchObject({ ok: true, order: { sent: true } });
    expect(desk.projection.orders()[0]).toMatchObject({ suggestionId: 's1', side: 'buy', orderQty: 10, price: 10_001, timeInForce: 'ioc', provenance: { side: 'model', size: 'model', price: 'model', time: 'trader' } });
    expect(desk.made.of('s1')?.clOrdId).toBe(desk.projection.orders()[0]?.clOrdId);
    expect(desk.shelf.get('s1')?.status).toBe('accepted');
  });

  it('[DC-2] twice, or both ways at once, makes one decision and one order', async () => {
    const desk = new JudgingDesk();
    const outcomes = await Promise.all([desk.decisions.accept('s1', 'ann'), desk.decisions.accept('s1', 'bob'), desk.decisions.reject('s1', 'cat', nothing)]);
    expect(outcomes.map((o) => o.ok)).toEqual([true, false, false]);
    expect(outcomes[1]).toEqual({ ok: false, why: 'already accepted by ann' });
    expect(desk.line.sent).toHaveLength(1);
  });

  it('[DC-2] is refused when expired, closed or unknown', async () => {
    const desk = new JudgingDesk();
    desk.now = epochMicros(120_000_000);
    expect(await desk.decisions.accept('s1', 'ann')).toEqual({ ok: false, why: 'the suggestion has expired' });
    desk.shelf.close('s1', 'expired');
    expect(await desk.decisions.accept('s1', 'ann')).toEqual({ ok: false, why: 'the suggestion is expired' });
    expect(await desk.decisions.accept('s2', 'ann')).toEqual({ ok: false, why: 'no suggestion s2' });
    expect(desk.journal.records).toEqual([]);
  });

  it('[DC-3] that was journalled before a kill and has no order is shown so, and never sent by itself', async () => {
    const desk = new JudgingDesk();
    await desk.decisions.accept('s1', 'ann');
    desk.journal.records.length = 2; // the machine stopped before OrderSubmitted reached the disk
    desk.line.sent.length = 0;
    desk.shelf.put(suggestionOf('s1')); // a shelf that forgot: the journal decides
    desk.reopenAll();
    expect(desk.made.withoutOrder()).toMatchObject([{ suggestionId: 's1', kind: 'accept' }]);
    expect(await desk.decisions.accept('s1', 'ann')).toEqual({ ok: false, why: 'already accepted by ann' });
    desk.clock.advance(60_000);
    await desk.queue.idle();
    expect(desk.line.sent).toEqual([]);
  });

  it('[DC-3] with its order is complete after a restart and from a checkpoint', async () => {
    const desk = new JudgingDesk();
    await desk.decisions.accept('s1', 'ann');
    const saved = JSON.parse(JSON.stringify(desk.made.save())) as unknown;
    desk.reopenAll();
    expect(desk.made.withoutOrder()).toEqual([]);
    const loaded = new DecisionsProjection();
    loaded.load(saved);
    expect(loaded.withoutOrder()).toEqual([]);
    expect(loaded.of('s1')).toEqual(desk.made.of('s1'));
  });

  it('[DC-4] does nothing at all when the journal is not saved', async () => {
    const desk = new JudgingDesk();
    desk.journal.failing = true;
    expect(await desk.decisions.accept('s1', 'ann')).toMatchObject({ ok: false, why: expect.stringContaining('could not be saved') as unknown });
    expect([desk.line.sent, desk.made.decisions(), desk.shelf.get('s1')?.status]).toEqual([[], [], 'open']);
  });

  it('[DC-5] keeps the judgement when a control denies the order', async () => {
    const desk = new JudgingDesk();
    desk.quoteAgeMs = 9_999;
    expect(await desk.decisions.accept('s1', 'ann')).toMatchObject({ ok: true, order: { sent: false, denial: { code: 'STALE_MARKET_DATA' } } });
    expect(desk.made.of('s1')?.kind).toBe('accept');
    expect(desk.made.withoutOrder()).toEqual([]);
  });
});

describe('edit and reject', () => {
  it.each([
    [{ orderQty: quantityLots(4) }, { side: 'model', size: 'trader', price: 'model', time: 'trader' }],
    [{ price: priceTicks(9_998) }, { side: 'model', size: 'model', price: 'trader', time: 'trader' }],
    [{ ordType: 'market', price: null }, { side: 'model', size: 'model', price: 'trader', time: 'trader' }],
  ] as const)('[DC-6] %j: the trader is named for what was changed, the model for the rest', async (change, provenance) => {
    const desk = new JudgingDesk();
    const outcome = await desk.decisions.edit('s1', { ...terms, ...change }, 'ann', { reason: 'too-large', note: 'thin book' });
    expect(outcome).toMatchObject({ ok: true, order: { sent: true } });
    expect(desk.projection.orders()[0]).toMatchObject({ ...change, provenance });
    expect(desk.made.of('s1')).toMatchObject({ kind: 'edit', edit: { ...terms, ...change }, reason: 'too-large', note: 'thin book' });
  });

  it('[DC-6] an edit that changes nothing is an acceptance', async () => {
    const desk = new JudgingDesk();
    await desk.decisions.edit('s1', terms, 'ann', nothing);
    expect(desk.made.of('s1')).toMatchObject({ kind: 'accept', edit: null });
    expect(desk.shelf.get('s1')?.status).toBe('accepted');
  });

  it('[DC-7] a rejection is journalled with its reason and sends nothing', async () => {
    const desk = new JudgingDesk();
    expect(await desk.decisions.reject('s1', 'ann', { reason: 'news', note: null })).toMatchObject({ ok: true, order: null });
    expect(desk.made.of('s1')).toMatchObject({ kind: 'reject', reason: 'news', clOrdId: null });
    expect(desk.line.sent).toEqual([]);
    expect(desk.made.withoutOrder()).toEqual([]);
  });
});

describe('feedback', () => {
  it('[DC-8] goes on a suggestion, open or closed, or on a feature of the schema, with the whole context', async () => {
    const desk = new JudgingDesk();
    const heard: unknown[] = [];
    desk.decisions.onMade((made) => heard.push(...made.feedback));
    desk.shelf.close('s1', 'expired');
    const up = { suggestionId: 's1', thumb: 'up', feature: null, reason: 'good-call', note: null } as const;
    expect(await desk.decisions.giveFeedback(up, 'ann')).toMatchObject({ ok: true });
    expect(await desk.decisions.giveFeedback({ ...up, thumb: 'down', feature: 'momentum', reason: 'feature-misleading' }, 'ann')).toMatchObject({ ok: true });
    expect(desk.journal.records[1]?.event).toMatchObject({ type: 'FeedbackGiven', body: { suggestion: { signal: { features: [0.5, null], explanation: { modelHash: 'ab' } } } } });
    expect(desk.decisions.log().feedback.map((f) => f.feature)).toEqual(['momentum', null]);
    expect(heard).toHaveLength(2);
  });

  it('[DC-8] on a feature that does not exist, or on no suggestion, is refused', async () => {
    const desk = new JudgingDesk();
    const down = { suggestionId: 's1', thumb: 'down', feature: 'astrology', reason: 'other', note: null } as const;
    expect(await desk.decisions.giveFeedback(down, 'ann')).toEqual({ ok: false, why: 'no feature is called astrology' });
    expect(await desk.decisions.giveFeedback({ ...down, suggestionId: 'x' }, 'ann')).toMatchObject({ ok: false });
    expect(desk.journal.records).toEqual([]);
  });
});
