/**
 * What any gateway to an OMS must do with its order session, judged against an OMS that a script plays. Rule ids are
 * those of docs/wire-protocol.md and docs/specs/reconnect.md.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OmsState } from '../../src/shared/domain/connection.ts';
import { fact, ScriptedOms } from './scripted-oms.ts';

export interface GatewayUnderTest {
  readonly state: () => OmsState;
  /** ExecIDs of the reports handed on, in order. */
  readonly executions: readonly string[];
  readonly refused: () => number;
  /** Status questions that were answered to their end, by their ids, with the number of reports. */
  readonly answers: readonly (readonly [string, number])[];
  /** Status questions that were lost on their way. */
  readonly lost: readonly string[];
  /** Asks about one order; the id of the question, null when the line did not take it. */
  ask(clOrdId: string): string | null;
  /** Sends a NewOrderSingle; whether the line took it. */
  order(clOrdId: string): boolean;
  dispose(): void;
}

export interface GatewayEndpoints { readonly orders: string; readonly marketData: string; readonly heartBtIntMs: number }

const waitMs = 10_000;

async function until(what: string, check: () => boolean): Promise<void> {
  for (const end = performance.now() + waitMs; !check();) {
    if (performance.now() > end) throw new Error(`${what}: not within ${waitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export function gatewaySuite(name: string, start: (endpoints: GatewayEndpoints) => GatewayUnderTest): void {
  describe(`gateway: ${name}`, () => {
    let oms: ScriptedOms;
    let gateway: GatewayUnderTest;

    beforeEach(async () => {
      oms = new ScriptedOms();
      await oms.open();
    });
    afterEach(() => {
      gateway.dispose();
      oms.close();
    });

    async function ready(heartBtIntMs = 0): Promise<void> {
      oms.heartBtIntMs = heartBtIntMs;
      gateway = start({ orders: oms.orders, marketData: oms.marketData, heartBtIntMs });
      await until('ready', () => gateway.state() === 'ready');
      await until('the first barrier', () => oms.heard.some((m) => m.msgType === 'TestRequest'));
      await until('quiet', () => oms.last('TestRequest') === oms.heard.at(-1));
    }
    const logons = (): number => oms.heard.filter((m) => m.msgType === 'Logon').length;

    it('[OS-2] [OS-15] begins anew with number 1, counts on, and asks before it is ready', async () => {
      await ready();
      expect(oms.heard[0]).toMatchObject({ msgType: 'Logon', msgSeqNum: 1, nextExpectedMsgSeqNum: 1, resetSeqNumFlag: true, epoch: null });
      expect(oms.heard.map((m) => m.msgSeqNum)).toEqual(oms.heard.map((_, i) => i + 1));
      for (const type of ['SecurityListRequest', 'MarketDataSnapshotRequest', 'OrderMassStatusRequest', 'ExecutionsRequest'] as const) expect(oms.last(type)).toBeDefined();
    });

    it('[OS-5] hands on each number once, with PossDup or without', async () => {
      await ready();
      const n = oms.nextOut;
      await oms.say(fact('x1'));
      await oms.say(fact('x1', { msgSeqNum: n }));
      await oms.say(fact('x1', { msgSeqNum: n, possDup: true, origSendingTime: 1 }));
      await oms.say(fact('x2'));
      await until('x2', () => gateway.executions.includes('x2'));
      expect(gateway.executions).toEqual(['x1', 'x2']);
    });

    it('[OS-5] ends the connection when a used number bears another message, and hands nothing of it on', async () => {
      await ready();
      const n = oms.nextOut;
      await oms.say(fact('x1'));
      await oms.say(fact('x2', { msgSeqNum: n }));
      await until('a Logout', () => oms.last('Logout') !== undefined);
      expect(oms.last('Logout')?.text).toBe(`MsgSeqNum too low, expecting ${n + 1} but received ${n}`);
      await until('another Logon', () => logons() === 2);
      expect(gateway.executions).toEqual(['x1']);
    });

    it('[OS-19] [OL-11] compares orders and executions when the OMS cannot say again what it sent', async () => {
      await ready();
      const n = oms.nextOut;
      await oms.say({ msgType: 'SequenceReset', msgSeqNum: n, gapFillFlag: false, newSeqNo: n + 5 });
      await until('a Logout', () => oms.last('Logout') !== undefined);
      expect(oms.last('Logout')?.text).toMatch(/cannot say again what it sent/);
      oms.nextOut = n + 5;
      await until('ready again', () => logons() === 2 && gateway.state() === 'ready');
      expect(oms.last('Logon')).toMatchObject({ resetSeqNumFlag: false, nextExpectedMsgSeqNum: n + 5 });
      for (const type of ['OrderMassStatusRequest', 'ExecutionsRequest'] as const) expect(oms.heard.filter((m) => m.msgType === type)).toHaveLength(2);
      await oms.say(fact('x1'));
      await until('the next fact', () => gateway.executions.includes('x1'));
    });

    it('[OS-12] asks for what is missing once, keeps what came early, and hands on in order', async () => {
      await ready();
      const n = oms.nextOut;
      for (const [execId, msgSeqNum] of [['x3', n + 2], ['x4', n + 3], ['x2', n + 1]] as const) await oms.say(fact(execId, { msgSeqNum }));
      await until('a ResendRequest', () => oms.last('ResendRequest') !== undefined);
      expect(oms.last('ResendRequest')).toMatchObject({ beginSeqNo: n, endSeqNo: n + 1 });
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(gateway.executions).toEqual([]);
      await oms.say(fact('x1', { msgSeqNum: n, possDup: true, origSendingTime: 1 }));
      await until('all four', () => gateway.executions.length === 4);
      expect(gateway.executions).toEqual(['x1', 'x2', 'x3', 'x4']);
      expect(oms.heard.filter((m) => m.msgType === 'ResendRequest')).toHaveLength(1);
    });

    it('[OS-12] [OS-16] takes a gap fill for what was skipped, and none beyond what it has seen', async () => {
      await ready();
      const n = oms.nextOut;
      await oms.say(fact('x9', { msgSeqNum: n + 5 }));
      await oms.say({ msgType: 'SequenceReset', msgSeqNum: n, possDup: true, gapFillFlag: true, newSeqNo: n + 5 });
      await until('x9', () => gateway.executions.includes('x9'));
      await oms.say({ msgType: 'SequenceReset', msgSeqNum: n + 6, gapFillFlag: true, newSeqNo: n + 900 });
      await until('a Logout', () => oms.last('Logout') !== undefined);
      expect(oms.last('Logout')?.text).toMatch(/SequenceReset/);
    });

    it('[OS-14] never sends an order again: gap fill for everything', async () => {
      await ready();
      expect(gateway.order('ORDER-1')).toBe(true);
      await until('the order', () => oms.last('NewOrderSingle') !== undefined);
      const n = oms.last('NewOrderSingle')?.msgSeqNum ?? 0;
      await oms.say({ msgType: 'ResendRequest', beginSeqNo: 1, endSeqNo: 0 });
      await until('a gap fill', () => oms.last('SequenceReset') !== undefined);
      expect(oms.last('SequenceReset')).toMatchObject({ msgSeqNum: 1, newSeqNo: n + 1, possDup: true });
      expect(oms.heard.filter((m) => m.msgType === 'NewOrderSingle')).toHaveLength(1);
    });

    it('[OS-13] [OS-14] [OS-17] continues after a Logout: its numbers, what it lacks, and no order again', async () => {
      await ready();
      gateway.order('ORDER-1');
      await until('the order', () => oms.last('NewOrderSingle') !== undefined);
      const orderNumber = oms.last('NewOrderSingle')?.msgSeqNum ?? 0;
      oms.answer = (m) => (m.msgType === 'Logon' ? [oms.logonAnswer(m, { nextExpectedMsgSeqNum: orderNumber })] : oms.usual(m));
      const n = oms.nextOut;
      await oms.say({ msgType: 'Logout', text: 'a pause' });
      await until('its Logout', () => oms.last('Logout') !== undefined);
      oms.nextOut = n + 3; // two facts were lost while it was away
      await until('another Logon', () => logons() === 2);
      expect(oms.last('Logon')).toMatchObject({ resetSeqNumFlag: false, epoch: 'E1', nextExpectedMsgSeqNum: n + 1, msgSeqNum: orderNumber + 2 });
      await until('a gap fill', () => oms.last('SequenceReset') !== undefined);
      expect(oms.last('SequenceReset')).toMatchObject({ msgSeqNum: orderNumber, newSeqNo: orderNumber + 3 });
      for (const [i, execId] of ['x1', 'x2'].entries()) await oms.say(fact(execId, { msgSeqNum: n + 1 + i, possDup: true, origSendingTime: 1 }));
      await until('ready again', () => gateway.state() === 'ready');
      expect(gateway.executions).toEqual(['x1', 'x2']);
      expect(oms.heard.filter((m) => m.msgType === 'NewOrderSingle')).toHaveLength(1);
    });

    it('[OS-6] [OS-15] begins anew with an OMS of another epoch', async () => {
      await ready();
      oms.epoch = 'E2';
      await oms.say({ msgType: 'Logout', text: 'restarting' });
      await until('ready again', () => logons() === 2 && gateway.state() === 'ready');
      await oms.say(fact('e2-x1'));
      await until('its first fact', () => gateway.executions.includes('e2-x1'));
      const second = oms.heard.findLastIndex((m) => m.msgType === 'Logon');
      expect(oms.heard[second + 1]).toMatchObject({ msgSeqNum: 2 });
    });

    it('[OS-3] [OS-15] is refused, says nothing more on that connection, and begins anew', async () => {
      oms.answer = (m) => (m.msgType === 'Logon' && logons() === 1 ? [{ msgType: 'Logout', text: 'protocol version 2 is not spoken here: this OMS speaks 9' }] : oms.usual(m));
      gateway = start({ orders: oms.orders, marketData: oms.marketData, heartBtIntMs: 0 });
      expect(gateway.order('TOO-EARLY')).toBe(false);
      await until('ready', () => gateway.state() === 'ready');
      expect(oms.heard.slice(0, 2)).toMatchObject([{ msgType: 'Logon' }, { msgType: 'Logon', resetSeqNumFlag: true, msgSeqNum: 1 }]);
      expect(oms.last('NewOrderSingle')).toBeUndefined();
    });

    it('[OR-9] asks about one order and says when it is answered, by the id of the question; nothing of other answers', async () => {
      await ready();
      const first = gateway.ask('ORDER-1');
      const second = gateway.ask('ORDER-2');
      await until('both questions', () => oms.last('OrderStatusRequest')?.clOrdId === 'ORDER-2');
      expect(oms.last('OrderStatusRequest')).toMatchObject({ ordStatusReqId: second, clOrdId: 'ORDER-2' });
      await oms.say({ msgType: 'RequestCompleted', requestId: 'somebody-else', reports: 0 });
      await oms.say(fact('0', { execType: 'orderStatus', requestId: second, resent: true })); // the answer to the first was lost by the OMS
      await oms.say({ msgType: 'RequestCompleted', requestId: second, reports: 1 });
      await oms.say({ msgType: 'RequestCompleted', requestId: second, reports: 1 });
      await oms.say({ msgType: 'RequestCompleted', requestId: first, reports: 0 });
      await until('both answers', () => gateway.answers.length === 2);
      expect([gateway.answers, gateway.executions]).toEqual([[[second, 1], [first, 0]], ['0']]);
      expect(oms.heard.filter((m) => m.msgType === 'OrderMassStatusRequest')).toHaveLength(1); // at the logon alone
    });

    it('[OL-5] [OS-14] says when a question was lost on its way: it is not sent again, so that it can be asked again', async () => {
      await ready();
      const id = gateway.ask('ORDER-1');
      await until('the question', () => oms.last('OrderStatusRequest') !== undefined);
      const n = oms.last('OrderStatusRequest')?.msgSeqNum ?? 0;
      expect(gateway.lost).toEqual([]);
      await oms.say({ msgType: 'ResendRequest', beginSeqNo: n, endSeqNo: n });
      await until('a gap fill', () => oms.last('SequenceReset') !== undefined);
      expect(oms.last('SequenceReset')).toMatchObject({ msgSeqNum: n, newSeqNo: n + 1, possDup: true });
      await oms.say({ msgType: 'ResendRequest', beginSeqNo: n, endSeqNo: n }); // said once
      await oms.say({ msgType: 'TestRequest', testReqId: 'AFTER' });
      await until('the answer after it', () => oms.last('Heartbeat')?.testReqId === 'AFTER');
      expect([gateway.lost, oms.heard.filter((m) => m.msgType === 'OrderStatusRequest').length]).toEqual([[id], 1]);
    });

    it('[RC-12] a Logon that was lost is found out by asking, and another connection is opened at once', async () => {
      oms.heartBtIntMs = 5000;
      oms.answer = (m) => {
        if (m.msgType === 'Logon' && logons() === 1) return []; // never arrived
        if (m.msgType === 'TestRequest' && logons() === 1) return [{ msgType: 'BusinessMessageReject', msgSeqNum: 1, refMsgType: m.msgType, refSeqNum: m.msgSeqNum, businessRejectReason: 'notLoggedOn', text: 'log on first' }];
        return oms.usual(m);
      };
      gateway = start({ orders: oms.orders, marketData: oms.marketData, heartBtIntMs: 5000 });
      await until('the Logon', () => logons() === 1);
      const startedMs = performance.now();
      await until('ready', () => gateway.state() === 'ready');
      expect(performance.now() - startedMs).toBeLessThan(2000); // by its liveness alone it would be 15 s
      expect(oms.heard[1]).toMatchObject({ msgType: 'TestRequest', msgSeqNum: 1, possDup: true }); // no number of its own
    });

    it('[RC-12] a Logon whose answer was lost is found out by what the OMS says after it', async () => {
      oms.heartBtIntMs = 5000;
      oms.answer = (m) => {
        if (m.msgType !== 'Logon' || logons() > 1) return oms.usual(m);
        oms.logonAnswer(m);
        oms.nextOut = 2;
        return [{ msgType: 'Heartbeat', testReqId: null }];
      };
      gateway = start({ orders: oms.orders, marketData: oms.marketData, heartBtIntMs: 5000 });
      await until('the Logon', () => logons() === 1);
      const startedMs = performance.now();
      await until('ready', () => gateway.state() === 'ready');
      expect(performance.now() - startedMs).toBeLessThan(2000);
    });

    it.each(['SecurityListRequest', 'MarketDataSnapshotRequest', 'OrderMassStatusRequest', 'ExecutionsRequest'] as const)('[RC-12] %s of the logon procedure is asked again when it is not answered, under another id', async (msgType) => {
      oms.answer = (m) => (m.msgType === msgType && oms.heard.filter((h) => h.msgType === msgType).length === 1 ? [] : oms.usual(m));
      const startedMs = performance.now();
      await ready();
      expect(performance.now() - startedMs).toBeLessThan(2000);
      const asked = oms.heard.filter((m) => m.msgType === msgType);
      expect(asked).toHaveLength(2);
      expect(logons()).toBe(1);
      const idsOf = asked.map((m) => JSON.stringify({ ...m, msgSeqNum: 0, sendingTime: 0 }));
      expect(idsOf[0]).not.toBe(idsOf[1]);
    });

    it('[OR-7] hands on that a request is pending and then its decision, in their order', async () => {
      await ready();
      await oms.say(fact('p1', { execType: 'pendingCancel', ordStatus: 'pendingCancel', clOrdId: 'R1', origClOrdId: 'C1', lastPx: null, lastQty: null, feeMinor: null, liquidity: null }));
      await oms.say(fact('x1', { ordStatus: 'pendingCancel' }));
      await oms.say(fact('c1', { execType: 'canceled', ordStatus: 'canceled', clOrdId: 'R1', origClOrdId: 'C1', leavesQty: 0, lastPx: null, lastQty: null, feeMinor: null, liquidity: null }));
      await until('the decision', () => gateway.executions.includes('c1'));
      expect([gateway.executions, gateway.refused()]).toEqual([['p1', 'x1', 'c1'], 0]);
    });

    it('[RC-12] a connection that broke and came back is asked about at once, not at the next heartbeat', async () => {
      await ready(5000);
      oms.answer = (m) => (logons() === 1 && m.msgType !== 'Logon' ? [{ msgType: 'BusinessMessageReject', msgSeqNum: 1, refMsgType: m.msgType, refSeqNum: m.msgSeqNum, businessRejectReason: 'notLoggedOn', text: 'log on first' }] : oms.usual(m));
      await oms.breakOrders();
      const brokenMs = performance.now();
      await until('another Logon', () => logons() === 2 && gateway.state() === 'ready');
      expect(performance.now() - brokenMs).toBeLessThan(1500);
      expect(oms.last('Logon')).toMatchObject({ resetSeqNumFlag: false });
    });

    it('[OS-8] asks after silence before it gives up, and gives up', async () => {
      await ready(200);
      oms.answer = () => [];
      await until('the end', () => gateway.state() !== 'ready');
      const end = oms.heard.findLastIndex((m) => m.msgType === 'TestRequest' && m.testReqId.startsWith('alive'));
      expect(end).toBeGreaterThan(0);
      await until('a Logout', () => oms.last('Logout') !== undefined);
      expect(oms.last('Logout')?.text).toMatch(/nothing heard for/);
      expect(gateway.order('NOBODY-THERE')).toBe(false);
    });

    it('[OS-8] answers a TestRequest in its turn', async () => {
      await ready();
      await oms.say({ msgType: 'TestRequest', testReqId: 'ARE-YOU-THERE' });
      await until('a Heartbeat', () => oms.last('Heartbeat')?.testReqId === 'ARE-YOU-THERE');
    });

    it('[OS-10] ends when another connection has taken over, and comes back by a Logon only', async () => {
      await ready();
      await oms.say({ msgType: 'Logout', text: 'logged on from another connection' });
      await until('another Logon', () => logons() === 2);
      const logout = oms.heard.findIndex((m) => m.msgType === 'Logout');
      expect(oms.heard[logout + 1]).toMatchObject({ msgType: 'Logon' });
    });

    it('[OS-18] goes on over another connection when the OMS has lost this one', async () => {
      await ready();
      await oms.say({ msgType: 'BusinessMessageReject', msgSeqNum: 1, refMsgType: 'Heartbeat', refSeqNum: 9, businessRejectReason: 'notLoggedOn', text: 'log on first' });
      await until('another Logon', () => logons() === 2 && gateway.state() === 'ready');
      expect(oms.last('Logon')).toMatchObject({ resetSeqNumFlag: false });
    });

    it('[RC-3] counts and drops frames that make no sense, and goes on', async () => {
      await ready();
      for (const bad of ['', 'c1', '80', '93010203', 'ff00']) await oms.sayRaw(Buffer.from(bad, 'hex'));
      await oms.say(fact('x1'));
      await until('the fact after them', () => gateway.executions.includes('x1'));
      expect(gateway.refused()).toBe(5);
      expect(gateway.state()).toBe('ready');
    });
  });
}
