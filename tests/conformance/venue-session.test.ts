/** What any venue must do with the sessions of its order line. Rule ids are those of docs/wire-protocol.md. */
import { describe, expect, it } from 'vitest';
import { encodeFrame } from '../../src/shared/wire/codec.ts';
import { advance, bench, brief, connect, order, reports, trading, useVenue } from './venue-bench.ts';

useVenue();

describe('session', () => {
  it('[OS-2] [OS-11] logs on, numbers both directions, answers TestRequest, says goodbye', async () => {
    const line = await connect();
    expect(await line.logon()).toMatchObject({ msgSeqNum: 1, senderCompId: 'VENUE', pace: 'lockstep', speed: 0, epoch: bench.venue?.epoch });
    await line.send({ msgType: 'TestRequest', testReqId: 'T1' });
    expect(await line.expect('Heartbeat')).toMatchObject({ msgSeqNum: 2, testReqId: 'T1' });
    await line.send({ msgType: 'SecurityListRequest', securityReqId: 'S1' });
    const list = await line.expect('SecurityList');
    expect(list.instruments).toMatchObject([{ symbol: 'XYZ', tickSize: '0.01', lotSize: '1', feeBp: 1, tradable: true, barSource: 'built' }]);
    await line.send({ msgType: 'Logout', text: null });
    expect(await line.expect('Logout')).toMatchObject({ msgSeqNum: 4 });
    await line.send({ msgType: 'TestRequest', testReqId: 'T2' });
    expect(await line.expect('BusinessMessageReject')).toMatchObject({ businessRejectReason: 'notLoggedOn' });
  });

  it('[OS-3] refuses another protocol version by a Logout that says which it speaks', async () => {
    const line = await connect();
    await expect(line.logon('TRADER', 99)).rejects.toThrow(/Logout.*protocol version 99 is not spoken here: this venue speaks 2/);
    // Version 1 had other fields: it is told all the same.
    await line.sendRaw(encodeFrame({ msgType: 'Logon', msgSeqNum: 1, sendingTime: 0, senderCompId: 'TRADER', targetCompId: 'VENUE', protocolVersion: 1, heartBtIntMs: 0 }));
    expect((await line.expect('Logout')).text).toBe('protocol version 1 is not spoken here: this venue speaks 2');
  });

  it('[OS-5] ignores a repeated number with PossDup, and the same message again; another message ends the session', async () => {
    const line = await trading();
    await order(line, 'A', { quantity: 5, price: 9_000 });
    await reports(line, 1);
    for (const [possDup, clOrdId] of [[false, 'A'], [true, 'ANOTHER'], [true, 'A']] as const) {
      line.nextOut = 3;
      await line.sendRaw(encodeFrame({ msgType: 'NewOrderSingle', msgSeqNum: line.nextOut++, sendingTime: 1, possDup, clOrdId, symbol: 'XYZ', side: 'buy', ordType: 'limit', price: 9_000, orderQty: 5, timeInForce: 'day', transactTime: 0 }));
    }
    await line.send({ msgType: 'TestRequest', testReqId: 'UP' });
    expect(await line.expect('Heartbeat')).toMatchObject({ testReqId: 'UP' });
    line.nextOut = 3;
    await order(line, 'B', { quantity: 5, price: 9_000 });
    expect((await line.expect('Logout')).text).toBe('MsgSeqNum too low, expecting 5 but received 3');
    await line.logon();
    line.nextOut = 2;
    await line.send({ msgType: 'OrderMassStatusRequest', massStatusReqId: 'M' });
    expect((await line.until('RequestCompleted')).at(-1)).toMatchObject({ reports: 1 }); // A alone
  });

  it('[OS-19] takes a SequenceReset without GapFillFlag: the next number is the one that it names, and never a lower one', async () => {
    const line = await trading();
    await line.sendRaw(encodeFrame({ msgType: 'SequenceReset', msgSeqNum: 1, sendingTime: 9, gapFillFlag: false, newSeqNo: 50 }));
    line.nextOut = 50;
    await order(line, 'A', { quantity: 5, price: 9_000 });
    expect(await line.expect('ExecutionReport')).toMatchObject({ execType: 'new', clOrdId: 'A' }); // nothing is asked for
    await line.sendRaw(encodeFrame({ msgType: 'SequenceReset', msgSeqNum: 51, sendingTime: 9, gapFillFlag: false, newSeqNo: 51 })); // changes nothing
    await line.send({ msgType: 'TestRequest', testReqId: 'UP' });
    expect(await line.expect('Heartbeat')).toMatchObject({ testReqId: 'UP' });
    await line.sendRaw(encodeFrame({ msgType: 'SequenceReset', msgSeqNum: 52, sendingTime: 9, gapFillFlag: false, newSeqNo: 2 }));
    expect((await line.expect('Logout')).text).toBe('SequenceReset-Reset to 2, expecting 52: it cannot go back');
  });

  it('[OS-12] [OS-14] asks for what is missing, keeps what came early, and takes each number once', async () => {
    const line = await trading();
    line.nextOut = 4; // number 3 is lost
    await order(line, 'B', { quantity: 5, price: 9_000 });
    expect(await line.expect('ResendRequest')).toMatchObject({ beginSeqNo: 3, endSeqNo: 3 });
    await line.send({ msgType: 'TestRequest', testReqId: 'LATER' }); // number 5: waits as well, and is not asked for again
    line.nextOut = 3;
    await line.sendRaw(encodeFrame({ msgType: 'SequenceReset', msgSeqNum: 3, sendingTime: 9, possDup: true, gapFillFlag: true, newSeqNo: 4 }));
    expect(await line.expect('ExecutionReport')).toMatchObject({ execType: 'new', clOrdId: 'B' });
    expect(await line.expect('Heartbeat')).toMatchObject({ testReqId: 'LATER' });
    line.nextOut = 3;
    await order(line, 'LATE', { quantity: 5, price: 9_000 }); // the lost one comes after all: it was given up
    line.nextOut = 6;
    await line.send({ msgType: 'TestRequest', testReqId: 'UP' });
    expect(await line.expect('Heartbeat')).toMatchObject({ testReqId: 'UP' });
  });

  it('[OS-13] sends its facts again when asked, as PossDup under their numbers, and skips what is its own', async () => {
    const line = await trading();
    await order(line, 'A', { quantity: 10, price: 10_002 });
    const live = await reports(line, 2);
    await line.send({ msgType: 'TestRequest', testReqId: 'T' });
    await line.expect('Heartbeat');
    await line.send({ msgType: 'ResendRequest', beginSeqNo: 1, endSeqNo: 0 });
    expect(await line.expect('SequenceReset')).toMatchObject({ msgSeqNum: 1, newSeqNo: 2, possDup: true });
    expect(await line.expect('TapeAdvanced')).toMatchObject({ msgSeqNum: 2, possDup: true });
    const again = await reports(line, 2);
    expect(again).toEqual(live.map((m) => ({ ...m, possDup: true, origSendingTime: m.sendingTime })));
    expect(await line.expect('SequenceReset')).toMatchObject({ msgSeqNum: 5, newSeqNo: 6 });
  });

  it('[OS-13] [OS-15] goes on with its numbers after a loss of connection and tells what was missed, or begins anew', async () => {
    const first = await trading();
    await order(first, 'A', { price: 10_000, quantity: 20, timeInForce: 'gtc' });
    await reports(first, 1);
    const nextIn = (first.received.at(-1)?.msgSeqNum ?? 0) + 1;
    const other = await connect();
    await other.logon('OTHER');
    first.socket.close();
    await advance(other, 2); // fills ten lots while nobody is there
    const second = await connect();
    const logon = await second.logon('TRADER', undefined, { nextOut: first.nextOut, nextIn, epoch: bench.venue?.epoch ?? '' });
    expect(logon).toMatchObject({ resetSeqNumFlag: false, nextExpectedMsgSeqNum: first.nextOut + 1 });
    expect([nextIn + 1, nextIn + 2]).toContain(logon.msgSeqNum); // with a Logout to the old connection where the OMS had not missed it yet
    expect(await second.expect('ExecutionReport')).toMatchObject({ msgSeqNum: nextIn, possDup: true, execType: 'trade', lastQty: 10, resent: false });
    // A Logon of another epoch, or below what was had: one begins anew, the other is refused.
    const third = await connect();
    expect(await third.logon('TRADER', undefined, { nextOut: 99, nextIn: 99, epoch: 'ANOTHER' })).toMatchObject({ resetSeqNumFlag: true, msgSeqNum: 1, nextExpectedMsgSeqNum: 2 });
    const fourth = await connect();
    await expect(fourth.logon('TRADER', undefined, { nextOut: 1, nextIn: 1, epoch: bench.venue?.epoch ?? '' })).rejects.toThrow(/msgSeqNum 1 is too low, expected 2/);
    await expect(fourth.logon('TRADER', undefined, { nextOut: 2, nextIn: 99, epoch: bench.venue?.epoch ?? '' })).rejects.toThrow(/nextExpectedMsgSeqNum 99 is too high/);
    third.nextOut = 2;
    await third.send({ msgType: 'TestRequest', testReqId: 'STILL' });
    expect(await third.expect('Heartbeat')).toMatchObject({ testReqId: 'STILL' });
  });

  it('[OS-16] refuses to skip beyond what it has seen, and to wait for too much', async () => {
    const line = await trading();
    await line.sendRaw(encodeFrame({ msgType: 'SequenceReset', msgSeqNum: 3, sendingTime: 9, gapFillFlag: true, newSeqNo: 50 }));
    expect((await line.expect('Logout')).text).toMatch(/SequenceReset to 50, but nothing beyond/);
    await line.logon();
    line.nextOut = 20_000;
    await line.send({ msgType: 'TestRequest', testReqId: 'FAR' });
    expect((await line.expect('Logout')).text).toMatch(/too many are missing/);
  });

  it('[OS-7] answers every malformed frame and stays up', async () => {
    const line = await connect();
    const bad: [Uint8Array[], string][] = [
      [[Buffer.alloc(0)], 'malformed'], [[Buffer.from([0xc1])], 'malformed'], [[Buffer.from('garbage')], 'malformed'],
      [[Buffer.from('d4721001', 'hex')], 'malformed'], [[Buffer.alloc(2000, 0x91)], 'malformed'],
      [[encodeFrame({ msgType: 'Logon', msgSeqNum: 1 })], 'malformed'], [[encodeFrame([1, 2, 3])], 'malformed'],
      [[encodeFrame({ msgType: 'Nonsense', msgSeqNum: 1 })], 'unsupportedMessageType'],
      [[encodeFrame({ msgType: 'Logout', msgSeqNum: 1, sendingTime: 0, text: null })], 'notLoggedOn'],
      [[Buffer.from('two'), Buffer.from('parts')], 'malformed'],
      [[encodeFrame({ msgType: '__proto__', msgSeqNum: -1 })], 'unsupportedMessageType'],
    ];
    for (const [frames, reason] of bad) {
      await line.sendRaw(...frames);
      expect((await line.expect('BusinessMessageReject')).businessRejectReason).toBe(reason);
    }
    await line.logon();
    line.nextOut = 3;
    await line.sendRaw(encodeFrame({ msgType: 'NewOrderSingle', msgSeqNum: 2, sendingTime: 0, clOrdId: 'A', symbol: 'XYZ', side: 'buy', ordType: 'limit', price: 1.5, orderQty: 10, timeInForce: 'day', transactTime: 0 }));
    expect(await line.expect('BusinessMessageReject')).toMatchObject({ businessRejectReason: 'malformed', refMsgType: 'NewOrderSingle', refSeqNum: 2 });
    await line.send({ msgType: 'TestRequest', testReqId: 'UP' });
    expect(await line.expect('Heartbeat')).toMatchObject({ testReqId: 'UP' });
  });

  it('[OS-1] [OS-9] keeps orders while a client is away, and reports to the connection that logs on next', async () => {
    const first = await trading();
    await order(first, 'A', { price: 10_000, quantity: 20, timeInForce: 'gtc' });
    await reports(first, 1);
    first.socket.close();
    const second = await connect();
    await second.logon();
    const messages = await advance(second, 2);
    expect(messages.map(brief)).toEqual([['trade', 'partiallyFilled', 'A', 10, 10_000, 10, 10], ['TapeAdvanced']]);
    const third = await connect();
    await third.logon();
    expect((await second.expect('Logout')).text).toMatch(/another connection/);
  });

  it('[OS-10] takes over a routing id that comes back', async () => {
    const first = await connect(undefined, 'STATION-1');
    await first.logon();
    const second = await connect(undefined, 'STATION-1');
    expect(await second.logon()).toMatchObject({ msgSeqNum: 1 });
    await second.send({ msgType: 'TestRequest', testReqId: 'T' });
    expect(await second.expect('Heartbeat')).toMatchObject({ msgSeqNum: 2, testReqId: 'T' });
  });
});
