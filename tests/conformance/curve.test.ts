/** Who is let in and who is not, on every line, with real sockets: section 1a of docs/wire-protocol.md. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { curveKeyPair, Dealer, Router, Subscriber } from 'zeromq';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeKeys, revoke, type KeyFolder } from '../../reference/make-keys.ts';
import { startReady, type ReadyProcess } from '../../scripts/child-process.ts';
import type { RefineryReady, VenueReady } from '../../scripts/embedded.ts';
import { seededRandom } from '../../src/shared/base/random.ts';
import { readKeyFile } from '../../src/main/core/gateways/curve.ts';
import { logonAccess } from '../../src/main/core/gateways/logon-access.ts';
import { VenueGateway } from '../../src/main/core/gateways/venue-gateway.ts';
import { systemClock } from '../../src/main/hosts/system-clock.ts';
import type { CurveClient, CurveKeys, LogonAccess } from '../../src/shared/wire/access.ts';
import { decodeFrame, encodeFrame } from '../../src/shared/wire/codec.ts';
import { venueProtocolVersion } from '../../src/shared/wire/version.ts';

/** Long enough for a handshake on a busy machine; what has not come by then was not let in. */
const patienceMs = 1_500;

let dir: string;
let keys: KeyFolder;
let client: CurveKeys;
const cleanups: (() => Promise<unknown> | unknown)[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'candor-keys-'));
  keys = makeKeys(dir, 'ann', ['orders', 'marketData', 'upstream'], ['ANN']);
  client = keyFile(keys.clientKeyFile);
});
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
  rmSync(dir, { recursive: true });
});

const keyFile = (path: string): CurveKeys => JSON.parse(readFileSync(path, 'utf8')) as CurveKeys;

async function venue(): Promise<VenueReady> {
  const running: ReadyProcess<VenueReady> = await startReady('reference/venue/main.ts', ['--synthetic', '--instruments', 'AURX', '--speed', '5', '--server-key', keys.venueKeyFile, '--allow', keys.allowFile, '--exit-with-parent']);
  cleanups.push(() => running.stop());
  return running.ready;
}

type Curve = { curvePublicKey?: string; curveSecretKey?: string; curveServerKey?: string };
const curve = (own: CurveKeys, curveServerKey: string): Curve => ({ curvePublicKey: own.publicKey, curveSecretKey: own.secretKey, curveServerKey });

/** Says a frame and tells what came back; empty when nothing did. */
async function saysBack(endpoint: string, options: Curve, message: object): Promise<string> {
  const socket = new Dealer({ linger: 0, sendTimeout: patienceMs, receiveTimeout: patienceMs, ...options });
  socket.connect(endpoint);
  try {
    await socket.send(encodeFrame(message));
    const [frame] = await socket.receive();
    const decoded = decodeFrame(frame ?? new Uint8Array());
    const { msgType, text } = (decoded.ok ? decoded.value : {}) as { msgType?: string; text?: string | null };
    return text ? `${msgType}: ${text}` : `${msgType}`;
  } catch {
    return '';
  } finally {
    socket.close();
  }
}

const answered = async (endpoint: string, options: Curve, message: object): Promise<boolean> => (await saysBack(endpoint, options, message)) !== '';

async function hearsMarket(endpoint: string, options: Curve): Promise<boolean> {
  const socket = new Subscriber({ linger: 0, receiveTimeout: patienceMs, ...options });
  socket.connect(endpoint);
  socket.subscribe('MD');
  try {
    return (await socket.receive()).length > 0;
  } catch {
    return false;
  } finally {
    socket.close();
  }
}

const logon = { msgType: 'Logon', msgSeqNum: 1, sendingTime: 1, senderCompId: 'ANN', targetCompId: 'VENUE', protocolVersion: venueProtocolVersion, heartBtIntMs: 0, nextExpectedMsgSeqNum: 1, resetSeqNumFlag: true, epoch: null };

describe('CURVE', () => {
  it('[CV-2] [CV-3] lets in the right key with the role, and nobody else, on both lines of the venue', async () => {
    const { orders, marketData } = await venue();
    const stranger: CurveKeys = curveKeyPair();
    const viewer = keyFile(makeKeys(dir, 'viewer', ['marketData'], []).clientKeyFile);
    await new Promise((resolve) => setTimeout(resolve, 400)); // the list is read again
    const tries: [string, Curve, boolean, boolean][] = [
      ['right key', curve(client, keys.venueServerKey), true, true],
      ['plaintext', {}, false, false],
      ['wrong server key', curve(client, keys.refineryServerKey), false, false],
      ['unknown key', curve(stranger, keys.venueServerKey), false, false],
      ["another's public key", { ...curve(stranger, keys.venueServerKey), curvePublicKey: client.publicKey }, false, false],
      ['right key, wrong role', curve(viewer, keys.venueServerKey), false, true],
    ];
    const found = await Promise.all(tries.map(async ([what, options]) => [what, options, await answered(orders, options, logon), await hearsMarket(marketData, options)]));
    expect(found).toEqual(tries);
  }, 30_000);

  it('[CV-3] the same on the line of the refinery', async () => {
    const refinery = await startReady<RefineryReady>('reference/refinery/main.ts', ['--data', join(dir, 'refinery'), '--server-key', keys.refineryKeyFile, '--allow', keys.allowFile, '--exit-with-parent']);
    cleanups.push(() => refinery.stop());
    const hello = { msgType: 'Hello', protocolVersion: 1, workstationId: 'W' };
    const say = (options: Curve): Promise<boolean> => answered(refinery.ready.endpoint, options, hello);
    expect(await Promise.all([say(curve(client, keys.refineryServerKey)), say({}), say(curve(curveKeyPair(), keys.refineryServerKey))])).toEqual([true, false, false]);
    revoke(dir, 'ann');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await say(curve(client, keys.refineryServerKey))).toBe(false);
  }, 30_000);

  it('[CV-3] control: without the handler an unknown key delivers; enforced without a handler nobody does', async () => {
    const server: CurveKeys = curveKeyPair();
    const delivered = async (enforced: boolean): Promise<boolean> => {
      const router = new Router({ linger: 0, receiveTimeout: patienceMs, curveServer: true, curveSecretKey: server.secretKey, ...(enforced ? { zapDomain: 'orders', zapEnforceDomain: true } : {}) });
      await router.bind('tcp://127.0.0.1:*');
      const dealer = new Dealer({ linger: 0, sendTimeout: patienceMs, ...curve(curveKeyPair(), server.publicKey) });
      dealer.connect(router.lastEndpoint ?? '');
      void dealer.send('let me in').catch(() => undefined);
      const got = await router.receive().then(() => true, () => false);
      dealer.close();
      router.close();
      return got;
    };
    expect([await delivered(false), await delivered(true)]).toEqual([true, false]);
  }, 30_000);

  it('[CV-6] a key logs on under its own names only, and shows that it is held', async () => {
    const bob = keyFile(makeKeys(dir, 'bob', ['orders', 'marketData'], ['BOB']).clientKeyFile);
    const { orders } = await venue();
    const held = (own: CurveKeys): CurveClient => ({ ...own, serverKey: keys.venueServerKey });
    const says = (senderCompId: string, access?: LogonAccess): Promise<string> => saysBack(orders, curve(client, keys.venueServerKey), { ...logon, senderCompId, ...(access ? { access } : {}) });
    expect(await says('ANN', logonAccess(held(client), 'ANN'))).toBe('Logon');
    expect(await says('ANN')).toBe('Logout: the Logon does not show a key that is on the list');
    expect(await says('BOB', logonAccess(held(client), 'BOB'))).toBe('Logout: ann may not log on as BOB');
    const forged = { publicKey: bob.publicKey, token: logonAccess(held(client), 'BOB').token };
    expect(await says('BOB', forged)).toBe("Logout: the Logon does not come from the holder of bob's key");
    expect(await says('ANN', logonAccess({ ...client, serverKey: keys.refineryServerKey }, 'ANN'))).toMatch(/does not come from the holder/);
  }, 30_000);

  it('[CV-4] a key that is taken off the list loses its sessions within a second; everybody else goes on', async () => {
    const bob = keyFile(makeKeys(dir, 'bob', ['orders', 'marketData'], ['BOB']).clientKeyFile);
    const { orders, marketData } = await venue();
    const ann = gateway(orders, marketData, 'ANN', client);
    const other = gateway(orders, marketData, 'BOB', bob);
    await until('both ready', 15_000, () => ann.state() === 'ready' && other.state() === 'ready');
    revoke(dir, 'ann');
    const revokedMs = performance.now();
    let lastHeardMs = ann.heardMs();
    await until('ann to be out', 5_000, () => ann.state() !== 'ready');
    lastHeardMs = Math.max(lastHeardMs, ann.heardMs());
    expect(lastHeardMs - revokedMs).toBeLessThan(1_000);
    await until('bob to be back', 15_000, () => other.logons().length >= 2 && other.state() === 'ready');
    expect(other.logons().slice(0, 2)).toEqual(['anew', 'continued']); // his session went on where it was
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(ann.state()).not.toBe('ready');
    expect(ann.heardMs()).toBe(lastHeardMs);
    makeKeys(dir, 'ann', ['orders', 'marketData'], ['ANN']);
    await until('ann again', 15_000, () => ann.state() === 'ready');
  }, 60_000);

  it('[CV-4] a list that cannot be read lets nobody in', async () => {
    writeFileSync(keys.allowFile, '{"clients": [');
    const { orders } = await venue();
    expect(await answered(orders, curve(client, keys.venueServerKey), logon)).toBe(false);
  });

  it('[CV-5] keys are their owner’s alone, kept when made again, and not used when others can read them', () => {
    for (const path of [keys.venueKeyFile, keys.refineryKeyFile, keys.clientKeyFile, keys.allowFile]) expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(makeKeys(dir, 'ann', ['orders'], ['ANN'])).toEqual(keys);
    expect(keyFile(keys.clientKeyFile)).toEqual(client);
    expect(readKeyFile(keys.clientKeyFile)).toEqual({ ok: true, value: client });
    const open = join(dir, 'open.json');
    writeFileSync(open, JSON.stringify(client), { mode: 0o644 });
    expect(readKeyFile(open)).toMatchObject({ ok: false, error: expect.stringContaining('can be read by others') });
    expect(readKeyFile(join(dir, 'none.json')).ok).toBe(false);
  });
});

interface Probe { state(): string; heardMs(): number; logons(): readonly string[] }

/** A gateway of the core, with when it last heard anything of the market. */
function gateway(orders: string, marketData: string, senderCompId: string, own: CurveKeys): Probe {
  const nothing = (): void => undefined;
  let heardMs = 0;
  const logons: string[] = [];
  const made = new VenueGateway({
    ordersEndpoint: orders, marketDataEndpoint: marketData, senderCompId, targetCompId: 'OMS', clock: systemClock(), random: seededRandom(1), heartBtIntMs: 1000, barsMax: 0,
    curve: { ...own, serverKey: keys.venueServerKey },
    events: {
      onOmsState: nothing, onLogon: (answer) => logons.push(answer.resetSeqNumFlag ? 'anew' : 'continued'), onInstruments: nothing, onSnapshot: nothing, onBatch: nothing,
      onFeedAlive: () => { heardMs = performance.now(); }, onGap: nothing, onMarketTime: nothing, onExecution: nothing, onStatusCompleted: nothing, onQuestionLost: nothing,
      onCancelReject: nothing, onMassCancelReport: nothing, onDeskMessage: nothing, onBusinessReject: nothing, onRefused: nothing, reconcile: () => Promise.resolve(), onDisconnected: nothing,
      settled: () => Promise.resolve(),
    },
  });
  const started = made.start();
  cleanups.push(() => started.dispose());
  return { state: () => made.state, heardMs: () => heardMs, logons: () => logons };
}

async function until(what: string, limitMs: number, check: () => boolean): Promise<void> {
  for (const end = performance.now() + limitMs; !check();) {
    if (performance.now() > end) throw new Error(`${what}: not within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
