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
    onLost: (begin, end) => this.lost.push([begin, end]),
    keep: (body) => (body.msgType === 'Order' ? null : { weight: 1, isFact: body.msgType === 'Fact' }),
  });

  constructor(heartBtIntMs = 0) {
    this.session.connect(heartBtIntMs);
  }

  readonly lost: (readonly [number, number])[] = [];

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

  it('[OS-13] [OS-19] a fact that is no longer kept is said to be lost when it is asked for, an answer is skipped', () => {
    const end = new End();
    for (let i = 0; i < keptWeightMax; i++) end.session.send({ msgType: i === 0 ? 'Answer' : 'Fact', text: '' });
    end.session.send(fact('one too many')); // the answer goes
    end.hear(1, { msgType: 'ResendRequest', beginSeqNo: 1, endSeqNo: 2 });
    expect(end.ends).toEqual([]);
    end.session.send(fact('two too many')); // a fact goes: number 2
    end.out.length = 0;
    end.hear(2, { msgType: 'ResendRequest', beginSeqNo: 1, endSeqNo: 4 });
    expect(end.out.map((m) => [m.msgType, m.msgSeqNum, m.possDup, ...(m.msgType === 'SequenceReset' ? [m.gapFillFlag, m.newSeqNo] : [])])).toEqual([
      ['SequenceReset', 1, undefined, false, 3], ['Fact', 3, true], ['Fact', 4, true],
    ]);
    end.out.length = 0;
    end.hear(3, { msgType: 'ResendRequest', beginSeqNo: 1, endSeqNo: 1 }); // what the peer has of 2 and on it keeps
    expect(end.out).toMatchObject([{ msgType: 'SequenceReset', gapFillFlag: false, newSeqNo: 2 }]);
    expect(end.ends).toEqual([]);
  });

  it('[OS-19] a Reset sets the next number, whatever its own; what lies between is lost, what waits beyond is taken', () => {
    const end = new End();
    end.hear(1, fact('1'));
    end.hear(4, fact('4'));
    end.hear(9, fact('9'));
    end.hear(77, { msgType: 'SequenceReset', gapFillFlag: false, newSeqNo: 9 });
    expect(end.delivered.map((m) => m.msgSeqNum)).toEqual([1, 9]);
    expect(end.lost).toEqual([[2, 8]]);
    end.hear(4, fact('another 4')); // given up: it may come late
    end.hear(10, { msgType: 'SequenceReset', gapFillFlag: false, newSeqNo: 10 }); // nothing between
    end.hear(10, fact('10'));
    expect([end.delivered.length, end.lost.length, end.ends]).toEqual([3, 1, []]);
    end.hear(11, { msgType: 'SequenceReset', gapFillFlag: false, newSeqNo: 10 });
    expect(end.ends).toEqual(['SequenceReset-Reset to 10, expecting 11: it cannot go back']);
    expect(end.out.at(-1)).toMatchObject({ msgType: 'Logout' });
  });

  it('[OS-5] a used number ends the connection where it bears another message, not where the same one comes again', () => {
    const end = new End();
    end.hear(1, fact('1'));
    end.hear(3, fact('3')); // waits for 2
    for (const [n, text, possDup] of [[1, '1', false], [1, 'other', true], [3, '3', false], [3, 'other', true]] as const) end.hear(n, fact(text), { possDup });
    end.hear(2, { msgType: 'SequenceReset', gapFillFlag: true, newSeqNo: 3 }, { possDup: true });
    end.hear(2, fact('2')); // it was overtaken by the word that it is given up
    expect([end.ends, end.delivered.map((m) => m.msgSeqNum), end.session.duplicates]).toEqual([[], [1, 3], 5]);
    end.hear(3, fact('another 3'));
    expect(end.ends).toEqual(['MsgSeqNum too low, expecting 4 but received 3']);
    expect(end.out.at(-1)).toMatchObject({ msgType: 'Logout', text: 'MsgSeqNum too low, expecting 4 but received 3' });
    const far = new End();
    for (let n = 1; n <= 300; n++) far.hear(n, fact(String(n)));
    far.hear(1, fact('1')); // so long ago that it is not known what it was
    expect(far.ends).toEqual(['MsgSeqNum too low, expecting 301 but received 1']);
    const waiting = new End();
    waiting.hear(5, fact('5'));
    waiting.hear(5, fact('another 5'));
    expect(waiting.ends).toEqual(['MsgSeqNum too low, expecting 1 but received 5']);
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
