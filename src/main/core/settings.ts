/**
 * Settings: resources/settings.default.json, then settings.json in the profile, then the environment (CANDOR_*), each
 * overruling the one before. Checked at start; every bad value is named with where it came from, and nothing starts.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalJson } from '../../shared/base/canonical-json.ts';
import { err, ok, type Result } from '../../shared/base/result.ts';
import { demonstrationPublicKey } from '../../shared/domain/manifest-text.ts';
import { modelIdPattern, modelVersionPattern } from '../../shared/domain/model-card.ts';
import { z85KeyPattern } from '../../shared/base/z85.ts';
import { isLoopback } from '../../shared/wire/access.ts';

const endpoint = z.string().regex(/^(tcp:\/\/[\w.-]+:\d{1,5}|ipc:\/\/.+)$/, 'an endpoint such as tcp://127.0.0.1:5555');
const name = z.string().regex(/^[\w.-]{1,32}$/, 'letters, digits, dot, dash, at most 32');

const serverKey = z.string().regex(z85KeyPattern, 'the public key of a server, 40 characters (Z85)').nullable();

const publisherKey = z.string().regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/, 'an Ed25519 public key, 32 bytes in base64');

/** What the screen may choose from. */
const names = z.array(name).max(100).refine((all) => new Set(all).size === all.length, 'each name once');

const valueLimits = { orderValueMinorMax: z.number().int().positive(), positionValueMinorMax: z.number().int().positive() };

export const settingsSchema = z.strictObject({
  environment: z.enum(['PROD', 'UAT', 'REPLAY', 'DEMO']),
  user: z.strictObject({ id: name }),
  venue: z.strictObject({
    orders: endpoint,
    marketData: endpoint,
    senderCompId: name,
    targetCompId: name,
    heartBtIntMs: z.number().int().min(100).max(60_000),
    ackTimeoutMs: z.number().int().min(50).max(60_000),
    barsAtLogon: z.number().int().min(0).max(5000),
  }),
  refinery: z.strictObject({ endpoint }),
  /** CURVE: our key file, and the servers that we believe. Null for a line in the clear, which cannot leave this machine. */
  curve: z.strictObject({ clientKeyFile: z.string().min(1).nullable(), venueServerKey: serverKey, refineryServerKey: serverKey }),
  limits: z.strictObject({
    version: z.string().min(1).max(64),
    priceCollarBp: z.number().positive().max(10_000),
    ...valueLimits,
    byCurrency: z.record(z.string(), z.strictObject(valueLimits)),
    orderAdvShareMax: z.number().positive().max(1),
    positionAdvShareMax: z.number().positive().max(10),
    orderQtyMax: z.number().int().positive(),
    positionQtyMax: z.number().int().positive(),
    quoteAgeMsMax: z.number().int().positive(),
    duplicateWindowMs: z.number().int().min(0),
  }),
  /** Accounts that orders may be booked to, strategies that they may be traded for, users that a parent may be assigned to. */
  desk: z.strictObject({ accounts: names, strategies: names, colleagues: names }),
  /** The version of a model to run, by its id; the newest where none is named. */
  models: z.strictObject({ versions: z.record(z.string().regex(modelIdPattern, 'a model such as drift-linear'), z.string().regex(modelVersionPattern, 'a version such as 1.0.0')) }),
  /** Whose models are run: raw Ed25519 public keys in base64 (`npm run keys -- --publisher` makes a pair). The list of the profile replaces the shipped one. */
  modelTrust: z.strictObject({
    publishers: z.array(z.strictObject({ name, publicKey: publisherKey })).max(16).refine((all) => new Set(all.map((p) => p.publicKey)).size === all.length, 'each key once'),
    /** Whether a version may be run that is older than one which has been active here. */
    rollbackAllowed: z.boolean(),
  }),
});

export type Settings = z.infer<typeof settingsSchema>;

/** Environment variables and the setting that each overrules. */
export const environmentOverrides: Readonly<Record<string, readonly [keyof Settings, string]>> = {
  CANDOR_VENUE_ORDERS: ['venue', 'orders'],
  CANDOR_VENUE_MARKET_DATA: ['venue', 'marketData'],
  CANDOR_REFINERY: ['refinery', 'endpoint'],
  CANDOR_CLIENT_KEY_FILE: ['curve', 'clientKeyFile'],
  CANDOR_VENUE_SERVER_KEY: ['curve', 'venueServerKey'],
  CANDOR_REFINERY_SERVER_KEY: ['curve', 'refineryServerKey'],
  CANDOR_USER: ['user', 'id'],
};

type Tree = Record<string, unknown>;

export interface LoadedSettings {
  readonly settings: Settings;
  /** SHA-256 of everything but endpoints: two runs with the same hash were controlled alike. */
  readonly hash: string;
}

/** Reads, merges and checks. The error lists every bad value, one a line. */
export function loadSettings(
  resourcesDir: string,
  dataDir: string,
  environment: Readonly<Record<string, string | undefined>>,
): Result<LoadedSettings, string> {
  const origin = new Map<string, string>();
  const merged: Tree = {};
  for (const path of [join(resourcesDir, 'settings.default.json'), join(dataDir, 'settings.json')]) {
    if (!existsSync(path)) continue;
    const read = readJson(path);
    if (!read.ok) return read;
    mergeInto(merged, read.value, path, origin, '');
  }
  for (const [variable, [section, field]] of Object.entries(environmentOverrides)) {
    const value = environment[variable];
    if (value !== undefined) mergeInto(merged, { [section]: { [field]: value } }, `environment ${variable}`, origin, '');
  }
  const parsed = settingsSchema.safeParse(merged);
  if (!parsed.success) {
    return err(parsed.error.issues.map((issue) => {
      const path = issue.path.join('.');
      return `setting ${path || '(root)'}: ${issue.message} (from ${origin.get(path) ?? 'no file sets it'})`;
    }).join('\n'));
  }
  const faults = [...curveFaults(parsed.data), ...trustFaults(parsed.data)];
  if (faults.length > 0) return err(faults.join('\n'));
  const { venue: _venue, refinery: _refinery, curve: _curve, ...rest } = parsed.data;
  return ok({ settings: parsed.data, hash: createHash('sha256').update(canonicalJson(rest)).digest('hex') });
}

/** What leaves this machine is encrypted, and a key alone is no encryption. */
function curveFaults({ venue, refinery, curve }: Settings): string[] {
  const lines = [['venue.orders', venue.orders, 'venueServerKey'], ['venue.marketData', venue.marketData, 'venueServerKey'], ['refinery.endpoint', refinery.endpoint, 'refineryServerKey']] as const;
  const faults = lines.flatMap(([path, at, key]) => (isLoopback(at) || (curve.clientKeyFile !== null && curve[key] !== null) ? []
    : [`setting ${path}: ${at} is beyond this machine: curve.clientKeyFile and curve.${key} are needed (npm run keys makes them)`]));
  const pinned = curve.venueServerKey !== null || curve.refineryServerKey !== null;
  if (pinned && curve.clientKeyFile === null) faults.push('setting curve.clientKeyFile: needed where a server key is pinned');
  return faults;
}

/** Anybody can sign with the demonstration key: where money is real it proves nothing. */
const trustFaults = ({ environment, modelTrust }: Settings): string[] => (environment === 'PROD' && modelTrust.publishers.some(({ publicKey }) => publicKey === demonstrationPublicKey)
  ? ['setting modelTrust.publishers: the demonstration key, with which anybody can sign, cannot be trusted in PROD'] : []);

function readJson(path: string): Result<Tree, string> {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return ok(value as Tree);
    return err(`settings file ${path}: an object is expected`);
  } catch (cause) {
    return err(`settings file ${path}: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

function mergeInto(into: Tree, from: Tree, where: string, origin: Map<string, string>, prefix: string): void {
  for (const [key, value] of Object.entries(from)) {
    if (key === '__proto__') continue;
    const path = prefix ? `${prefix}.${key}` : key;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      const inner = (typeof into[key] === 'object' && into[key] !== null ? into[key] : {}) as Tree;
      into[key] = inner;
      mergeInto(inner, value as Tree, where, origin, path);
    } else {
      into[key] = value;
      origin.set(path, where);
    }
  }
}
