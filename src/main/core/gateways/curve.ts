/** The workstation's CURVE keys: read from a file that nobody else may read, and given to its sockets. */
import { readFileSync, statSync } from 'node:fs';
import { err, ok, type Result } from '../../../shared/base/result.ts';
import { keyFileSchema, type CurveClient, type CurveKeys } from '../../../shared/wire/access.ts';

/** The keys, or why the file is not used. */
export function readKeyFile(path: string): Result<CurveKeys, string> {
  try {
    // POSIX permissions: on Windows the mode says nothing, and the profile's own protection stands.
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) return err(`key file ${path} can be read by others: chmod 600 it`);
    const parsed = keyFileSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    if (parsed.success) return ok(parsed.data);
    return err(`key file ${path}: ${parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; ')}`);
  } catch (cause) {
    return err(`key file ${path}: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

/** Options of a client's socket; none where there are no keys. */
export const curveOptions = (curve: CurveClient | null): { curvePublicKey?: string; curveSecretKey?: string; curveServerKey?: string } =>
  (curve ? { curvePublicKey: curve.publicKey, curveSecretKey: curve.secretKey, curveServerKey: curve.serverKey } : {});
