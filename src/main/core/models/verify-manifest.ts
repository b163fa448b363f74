/** Whether a manifest is whole, signed by a publisher that this desk trusts, and in date. */
import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import type { ZodError } from 'zod';
import { canonicalJson } from '../../../shared/base/canonical-json.ts';
import { err, ok, type Result } from '../../../shared/base/result.ts';
import { demonstrationPublicKey } from '../../../shared/domain/manifest-text.ts';
import { modelManifestSchema, type ModelManifest } from '../../../shared/domain/model-card.ts';
import type { ModelRefusal } from './model-refusal.ts';

export interface Publisher {
  readonly name: string;
  /** The raw Ed25519 public key, 32 bytes, base64. */
  readonly publicKey: string;
}

export const demonstrationPublisher: Publisher = { name: 'demonstration', publicKey: demonstrationPublicKey };

/** The first 16 hex digits of the SHA-256 of a raw public key. */
export const keyIdOf = (publicKey: string): string => createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex').slice(0, 16);

/** What a desk takes from whom. */
export interface LoadPolicy {
  readonly publishers: readonly Publisher[];
  /** Epoch microseconds; null where time does not matter: tools that only read. */
  readonly nowMicros: number | null;
  /** The model that was asked for; null where whichever is there will do. */
  readonly asked: { readonly modelId: string; readonly version: string } | null;
  /** Newest version of a model that was ever active here; null when none was. */
  readonly newestActive: (modelId: string) => string | null;
  /** Whether a version older than that may be taken: a decision of people, in the settings. */
  readonly rollbackAllowed: boolean;
}

/** Of tools that read models and activate none (explain, score, bench): the demonstration publisher, any version, any day. */
export const readingPolicy: LoadPolicy = { publishers: [demonstrationPublisher], nowMicros: null, asked: null, newestActive: () => null, rollbackAllowed: true };

export interface VerifiedManifest {
  readonly manifest: ModelManifest;
  /** Name of who signed it. */
  readonly publisher: string;
}

/** @returns the manifest, once the signature over what it says holds */
export function verifyManifest(bytes: Uint8Array, policy: LoadPolicy): Result<VerifiedManifest, ModelRefusal> {
  const read = manifestOf(bytes);
  if (!read.ok) return read;
  const { manifest, signedText } = read.value;
  const publisher = policy.publishers.find(({ publicKey }) => keyIdOf(publicKey) === manifest.keyId);
  if (!publisher) return err({ code: 'UNKNOWN_PUBLISHER', detail: `signed with key ${manifest.keyId}; trusted: ${policy.publishers.map(({ name, publicKey }) => `${name} ${keyIdOf(publicKey)}`).join(', ') || 'none'}` });
  const signature = Buffer.from(manifest.signature, 'base64');
  // One spelling only: base64 that decodes to the same bytes is not the same manifest.
  const spelled = signature.length === 64 && signature.toString('base64') === manifest.signature;
  if (!spelled || !verify(null, Buffer.from(signedText, 'utf8'), publicKeyOf(publisher), signature)) return err({ code: 'BAD_SIGNATURE', detail: `not what ${publisher.name} (${manifest.keyId}) signed` });
  const refusal = outOfDate(manifest, policy) ?? otherThanAsked(manifest, policy);
  return refusal ? err({ ...refusal, signed: { publisher: publisher.name, expiresAt: manifest.expiresAt } }) : ok({ manifest, publisher: publisher.name });
}

const publicKeyOf = ({ publicKey }: Publisher): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey, 'base64').toString('base64url') }, format: 'jwk' });

/**
 * The signature is over the values, unknown ones too; that the file is written the one way (JSON with one space of indentation, a line end)
 * makes every other byte count as well.
 */
function manifestOf(bytes: Uint8Array): Result<{ manifest: ModelManifest; signedText: string }, ModelRefusal> {
  const bad = (detail: string): Result<never, ModelRefusal> => err({ code: 'BAD_MANIFEST', detail });
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    if (`${JSON.stringify(value, null, 1)}\n` !== text) return bad('not written as JSON with one space of indentation and a line end');
    const parsed = modelManifestSchema.safeParse(value);
    if (!parsed.success) return bad(firstIssue(parsed.error));
    const { signature: _signature, ...signed } = value as ModelManifest;
    return ok({ manifest: parsed.data, signedText: canonicalJson(signed) });
  } catch (error) {
    return bad(error instanceof Error ? error.message : String(error));
  }
}

const dayMicros = 86_400_000_000;

/** The first thing that a schema found, in a line, with how many more there are. */
export function firstIssue({ issues }: ZodError): string {
  const [first] = issues;
  const place = first?.path.join('.') ?? '';
  return `${place === '' ? '' : `${place}: `}${first?.message ?? 'not as it should be'}${issues.length > 1 ? `, and ${issues.length - 1} more` : ''}`;
}

/** Epoch microseconds from which a version is not used any more: a day alone lasts to its end, UTC. NaN where that is no day and no time. */
export function expiryMicros(expiresAt: string): number {
  if (/^\d{4}-\d{2}-\d{2}$/.test(expiresAt)) return Date.parse(expiresAt) * 1_000 + dayMicros;
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/.test(expiresAt) ? Date.parse(expiresAt) * 1_000 : NaN;
}

function outOfDate({ expiresAt, modelId, version }: ModelManifest, { nowMicros, newestActive, rollbackAllowed }: LoadPolicy): ModelRefusal | null {
  const until = expiryMicros(expiresAt);
  if (Number.isNaN(until)) return { code: 'BAD_MANIFEST', detail: `expiresAt ${expiresAt} is no ISO 8601 day or UTC time` };
  if (nowMicros !== null && nowMicros >= until) return { code: 'EXPIRED', detail: `${modelId} ${version} was to be used until ${expiresAt}` };
  const newest = newestActive(modelId);
  if (!rollbackAllowed && newest !== null && compareVersions(version, newest) < 0) return { code: 'OLD_VERSION', detail: `${modelId} ${version}, but ${newest} has been active: modelTrust.rollbackAllowed lets an older one back` };
  return null;
}

function otherThanAsked({ modelId, version }: ModelManifest, { asked }: LoadPolicy): ModelRefusal | null {
  return asked && (asked.modelId !== modelId || asked.version !== version) ? { code: 'OTHER_MODEL', detail: `${modelId} ${version} where ${asked.modelId} ${asked.version} was asked for` } : null;
}

/** Below 0 when `a` is older; each of the three numbers by its value. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (let k = 0; k < 3; k++) {
    const difference = (left?.[k] ?? 0) - (right?.[k] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
