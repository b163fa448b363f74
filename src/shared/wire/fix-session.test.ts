/** The session's own state, by hand. Both ends under faults: tests/simulation/order-session.property.test.ts. */
import { describe, expect, it } from 'vitest';
import { epochMicros } from '../domain/numbers.ts';
import { FixSession, keptWeightMax, type SessionBody, type SessionHeader } from './fix-session.ts';

type Body = SessionBody | { readonly msgType: 'Fact' | 'Answer' | 'Order'; readonly text: string };
type Message = Body & { readonly msgSeqNum: number; readonly possDup?: boolean };

class End {
  now = 0;
  readonly out: (Body & SessionHeader)[] = [];
  readonly delivered: Message[] = [];
  readonly ends: string[] = [];
  readonly session = new FixSession<Message, Body>({
    nowMs: () => this.now,
    sendingTime: () => epochMicros(this.now),
    transmit: (body, header) => this.out.push({ ...body, ...header }),
    deliver: (message) => this.delivered.push(message),
    onEnd: (why) => this.ends.push(why),
    keep: (body) => (body.msgType === 'Order' ? null : { weight: 1, isFact: body.msgType === 'Fact' }),
  });

  constructor(heartBtIntMs = 0) {
    this.session.connect(heartBtIntMs);
  }

  hear(msgSeqNum: number, body: Body, over: { possDup?: boolean } = {}): void {
    this.session.receive({ ...body, ...over, msgSeqNum });
  }

  take(): readonly (readonly unknown[])[] {
    return this.out.splice(0).map((m) => [m.msgType, m.msgSeqNum, ...(m.msgType === 'SequenceReset' ? [m.newSeqNo] : []), ...(m.msgType === 'ResendRequest' ? [m.beginSeqNo, m.endSeqNo] : [])]);
  }
}

const fact = (text: string): Body => ({ msgType: 'Fact', text });

describe('the FIX session', () => {
  it('[OS-13] answers a ResendRequest by what it keeps, and skips the rest in as few steps as possible', () => {
    const end = new End();
    for (const body of [fact('1'), { msgType: 'Order', text: '2' }, { msgType: 'Heartbeat', testReqId: null }, { msgType: 'Answer', text: '4' }, fact('5'), { msgType: 'Order', text: '6' }] as const) end.session.send(body);
    end.take();
    end.hear(1, { msgType: 'ResendRequest', beginSeqNo: 1, endSeqNo: 0 });
    expect(end.take()).toEqual([['Fact', 1], ['SequenceReset', 2, 4], ['Answer', 4], ['Fact', 5], ['SequenceReset', 6, 7]]);
    end.hear(2, { msgType: 'ResendRequest', beginSeqNo: 3, endSeqNo: 4 });
    expect(end.take()).toEqual([['SequenceReset', 3, 4], ['Answer', 4]]);
    end.session.fillAfterLogon(2, 6); // answers died with the connection that asked
    expect(end.take()).toEqual([['SequenceReset', 2, 5], ['Fact', 5], ['SequenceReset', 6, 7]]);
  });

  it('[OS-13] a fact that is no longer kept ends the connection when it is asked for, an answer does not', () => {
    const end = new End();
    for (let i = 0; i < keptWeightMax; i++) end.session.send({ msgType: i === 0 ? 'Answer' : 'Fact', text: '' });
    end.session.send(fact('one too many')); // the answer goes
    end.hear(1, { msgType: 'ResendRequest', beginSeqNo: 1, endSeqNo: 2 });
    expect(end.ends).toEqual([]);
    end.session.send(fact('two too many')); // a fact goes
    end.hear(2, { msgType: 'ResendRequest', beginSeqNo: 2, endSeqNo: 2 });
    expect(end.ends).toEqual(['message 2 is no longer kept; log on with resetSeqNumFlag and ask']);
  });

  it('[OS-12] two holes do not wait for each other: questions and goodbyes are acted on beyond a hole', () => {
    const end = new End();
    end.session.send(fact('1'));
    end.take();
    end.hear(5, { msgType: 'ResendRequest', beginSeqNo: 1, endSeqNo: 1 });
    expect(end.take()).toEqual([['Fact', 1], ['ResendRequest', 2, 1, 4]]);
    end.hear(7, { msgType: 'Logout', text: 'bye' });
    expect(end.ends).toEqual(['the other side logged out: bye']);
  });

  it('[OS-12] asks again after an interval without progress, five times, then gives up', () => {
    const end = new End(1_000);
    end.hear(3, fact('3'));
    for (let i = 0; i < 6; i++) {
      end.now += 1_000;
      end.session.heard();
      end.session.tick();
    }
    expect(end.out.filter((m) => m.msgType === 'ResendRequest')).toHaveLength(5);
    expect(end.ends).toEqual(['message 1 was asked for 5 times and never came']);
    expect(end.delivered).toEqual([]);
  });

  it('[OS-8] a process that was held up asks before it gives up', () => {
    const end = new End(1_000);
    end.now = 60_000; // suspended for a minute
    end.session.tick();
    expect(end.take()).toEqual([['TestRequest', 1]]);
    end.now += 900;
    end.session.tick();
    expect(end.ends).toEqual([]);
    end.hear(1, { msgType: 'Heartbeat', testReqId: 'alive-1' });
    end.now += 1_400;
    end.session.tick();
    expect(end.ends).toEqual([]);
    for (let i = 0; i < 8; i++) {
      end.now += 250;
      end.session.tick();
    }
    expect(end.ends).toEqual([expect.stringMatching(/nothing heard for 3\d{3} ms/)]);
  });

  it('[OS-16] a gap fill that begins in the past or in the hole does no harm', () => {
    const end = new End();
    end.hear(1, fact('1'));
    end.hear(4, fact('4'));
    end.hear(3, { msgType: 'SequenceReset', gapFillFlag: true, newSeqNo: 4 }); // 2 is missing still
    expect(end.delivered).toHaveLength(1);
    end.hear(1, { msgType: 'SequenceReset', gapFillFlag: true, newSeqNo: 2 }, { possDup: true });
    end.hear(1, { msgType: 'SequenceReset', gapFillFlag: true, newSeqNo: 4 }, { possDup: true });
    expect(end.delivered.map((m) => m.msgSeqNum)).toEqual([1, 4]);
    expect(end.ends).toEqual([]);
  });

  it('[OS-17] answers a Logout once, and says nothing after it', () => {
    const end = new End();
    end.hear(1, { msgType: 'Logout', text: null });
    end.hear(2, { msgType: 'TestRequest', testReqId: 'T' });
    expect(end.take()).toEqual([['Logout', 1]]);
    expect(end.session.isConnected).toBe(false);
    end.session.send(fact('kept for later'));
    expect(end.take()).toEqual([]);
    expect(end.session.nextOut).toBe(3);
  });
});
