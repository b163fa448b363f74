/**
 * Signs the manifest of an artefact with Ed25519 (RFC 8032) over its canonical JSON without the signature. The demonstration
 * publisher's key follows from a public sentence, so that the shipped models can be made again byte for byte: anybody can sign with it.
 */
import { createHash, createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { canonicalJson } from '../../../src/shared/base/canonical-json.ts';
import type { ModelManifest } from '../../../src/shared/domain/model-card.ts';

const demonstrationSentence = 'Candor demonstration publisher: anybody can sign with this key';

/** PKCS #8 of an Ed25519 seed (RFC 8410): this prefix, then the 32 bytes. */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/** @param seed 32 bytes */
export const privateKeyOf = (seed: Uint8Array): KeyObject => createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' });

export const demonstrationKey = (): KeyObject => privateKeyOf(createHash('sha256').update(demonstrationSentence).digest());

/** The first 16 hex digits of the SHA-256 of the raw public key. */
export function keyIdOf(key: KeyObject): string {
  const raw = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
  return createHash('sha256').update(raw).digest('hex').slice(0, 16);
}

export function signManifest(manifest: Omit<ModelManifest, 'keyId' | 'signature'>, key: KeyObject): ModelManifest {
  const signed = { ...manifest, keyId: keyIdOf(key) };
  return { ...signed, signature: sign(null, Buffer.from(canonicalJson(signed)), key).toString('base64') };
}
