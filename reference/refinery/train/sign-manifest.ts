/** Signs manifests: Ed25519 (RFC 8032) over the canonical JSON. A signature has no randomness, so the same manifest gives the same bytes. */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { demonstrationSeedText, manifestText } from '../../../src/shared/domain/manifest-text.ts';
import type { ModelManifest } from '../../../src/shared/domain/model-card.ts';

/** The manifest with who signed it and the signature. @param privateKey Ed25519 */
export function signManifest(manifest: Omit<ModelManifest, 'keyId' | 'signature'>, privateKey: KeyObject): ModelManifest {
  const named = { ...manifest, keyId: keyIdOf(rawPublicKey(privateKey)) };
  return { ...named, signature: sign(null, Buffer.from(manifestText(named), 'utf8'), privateKey).toString('base64') };
}

/** The first 16 hex digits of the SHA-256 of a raw public key. */
export const keyIdOf = (rawKey: Uint8Array): string => createHash('sha256').update(rawKey).digest('hex').slice(0, 16);

/** The 32 bytes of the public key that belongs to a private one. */
export function rawPublicKey(privateKey: KeyObject): Uint8Array {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  if (typeof x !== 'string') throw new Error('not an Ed25519 key');
  return new Uint8Array(Buffer.from(x, 'base64url'));
}

/** The key that everyone has (shared/domain/manifest-text.ts says what its signature is worth). */
export function demonstrationKey(): KeyObject {
  return privateKeyOfSeed(createHash('sha256').update(demonstrationSeedText).digest());
}

/** RFC 8410: the PKCS #8 wrapping of an Ed25519 seed is these 16 bytes and the seed. */
const privateKeyOfSeed = (seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]), format: 'der', type: 'pkcs8' });

/** A new key of a publisher: the private one as PEM (PKCS #8), and what workstations trust. */
export function makePublisherKey(): { readonly privatePem: string; readonly publicKey: string; readonly keyId: string } {
  const { privateKey } = generateKeyPairSync('ed25519');
  const raw = rawPublicKey(privateKey);
  return { privatePem: privateKey.export({ format: 'pem', type: 'pkcs8' }) as string, publicKey: Buffer.from(raw).toString('base64'), keyId: keyIdOf(raw) };
}

/** Reads a private key from PEM. @throws when it is no Ed25519 key */
export function publisherKeyOf(pem: string): KeyObject {
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`a key of type ${key.asymmetricKeyType}, not ed25519`);
  return key;
}
