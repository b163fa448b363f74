/** What a publisher signs, and who publishers are. Signing and verifying are where Node is: reference/refinery/train, main/core/models. */
import { canonicalJson } from '../base/canonical-json.ts';
import type { ModelManifest } from './model-card.ts';

/** The text under the signature, UTF-8: the manifest's canonical JSON without the signature itself. */
export function manifestText(manifest: Omit<ModelManifest, 'signature'>): string {
  const { signature: _signature, ...signed } = manifest as ModelManifest;
  return canonicalJson(signed);
}

/**
 * Where the demonstration publisher's private key comes from: the SHA-256 of this text is its Ed25519 seed. It is public, so that
 * `npm run train` gives the same signed bytes to everyone, and so that anyone can sign with it. It says that files belong together and are
 * whole; it says nothing about who made them. Make a key of your own before a model of yours is used (`npm run keys -- --publisher`).
 */
export const demonstrationSeedText = 'Candor demonstration publisher: anybody can sign with this key';

/** The raw public key that belongs to it, base64. */
export const demonstrationPublicKey = 'Ion/IFeFgIqBAfXBDCJ3j+ydySeQDcZVIbMi5wX8A6Y=';
