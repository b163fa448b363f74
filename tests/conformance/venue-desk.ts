/** What a desk says to its venue beside orders, and two users with a key each, for the suites that judge a venue. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeKeys } from '../../reference/make-keys.ts';
import { logonAccess } from '../../src/main/core/gateways/logon-access.ts';
import { epochMicros, priceTicks, quantityLots } from '../../src/shared/domain/numbers.ts';
import type { ParentState } from '../../src/shared/domain/parent-order.ts';
import type { CurveKeys } from '../../src/shared/wire/access.ts';
import type { FromVenueOf, ToVenueOf } from '../../src/shared/wire/venue.ts';
import { bench } from './venue-bench.ts';
import { OrderLine, startVenue } from './venue-client.ts';

export type WireParent = ToVenueOf<'ParentOrderRequest'>['state'];

/** A parent in the pool of the desk: buy 100 XYZ at 100.02 or better. */
export const parent = (changes: Partial<ParentState> = {}): WireParent => {
  const state: ParentState = {
    parentId: 'P1', symbol: 'XYZ', side: 'buy', ordType: 'limit', price: priceTicks(10_002), orderQty: quantityLots(100), timeInForce: 'day', account: null,
    strategy: null, canceled: false, care: false, assignedTo: null, lockedBy: null, stagedBy: 'ann', stagedAt: epochMicros(1_704_205_800_000_000), listId: null,
    suggestionId: null, provenance: { side: 'trader', size: 'trader', price: 'trader', time: 'trader' }, notes: [],
    tradedBy: [], ...changes,
  };
  return { ...state, notes: [...state.notes], tradedBy: [...state.tradedBy] };
};

let requests = 0;

/** Asks for a change. @returns its requestId */
export async function ask(line: OrderLine, version: number, state: WireParent, requestId = `ASK-${++requests}`): Promise<string> {
  await line.send({ msgType: 'ParentOrderRequest', requestId, version, state });
  return requestId;
}

/** What the venue says next of a parent. */
export const told = (line: OrderLine): Promise<FromVenueOf<'ParentOrderReport' | 'ParentOrderReject'>> => line.first('ParentOrderReport', 'ParentOrderReject');

/** Asks for a change and waits for the answer: its version, or the reason of the refusal. */
export async function change(line: OrderLine, version: number, state: WireParent): Promise<number | string> {
  const requestId = await ask(line, version, state);
  for (;;) {
    const answer = await told(line);
    if (answer.requestId !== requestId) continue;
    return answer.msgType === 'ParentOrderReport' ? answer.version : `${answer.parentRejectReason}: ${answer.text}`;
  }
}

/** Every parent that the venue keeps: its id and version, and who has it in hand. */
export async function listed(line: OrderLine): Promise<[string, number, string | null, string | null][]> {
  const requestId = `LIST-${++requests}`;
  await line.send({ msgType: 'ParentOrdersRequest', requestId });
  const parents: [string, number, string | null, string | null][] = [];
  for (;;) {
    const message = await line.first('ParentOrderReport', 'RequestCompleted');
    if (message.requestId !== requestId) continue;
    if (message.msgType === 'ParentOrderReport') parents.push([message.state.parentId, message.version, message.state.assignedTo, message.state.lockedBy]);
    else if (message.reports === parents.length) return parents;
    else throw new Error(`${message.reports} reports were said to be sent, ${parents.length} came`);
  }
}

/** A venue that asks for keys, played in lockstep, and a line for each user, logged on under the name in capitals. */
export async function guarded(users: readonly string[]): Promise<OrderLine[]> {
  const dir = join(bench.folder, `keys-${++requests}`);
  const keys = users.map((user) => makeKeys(dir, user, ['orders', 'marketData'], [user.toUpperCase()]));
  const [first] = keys;
  if (!first) throw new Error('a desk has users');
  bench.venue = await startVenue(['--tape', bench.folder, '--lockstep', '--server-key', first.venueKeyFile, '--allow', first.allowFile]);
  const { orders } = bench.venue;
  return Promise.all(keys.map(async ({ clientKeyFile, venueServerKey }, n) => {
    const own = JSON.parse(readFileSync(clientKeyFile, 'utf8')) as CurveKeys;
    const line = new OrderLine(orders, undefined, { curvePublicKey: own.publicKey, curveSecretKey: own.secretKey, curveServerKey: venueServerKey });
    bench.lines.push(line);
    const name = users[n]?.toUpperCase() ?? '';
    await line.logon(name, undefined, null, logonAccess({ ...own, serverKey: venueServerKey }, name));
    return line;
  }));
}
