/** Shows the OMS whose key a Logon comes with: CURVE protects the connection and does not tell the session whose it is. */
import { createHmac, createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto';
import { z85Decode } from '../../../shared/base/z85.ts';
import { logonTokenText, type CurveClient, type LogonAccess } from '../../../shared/wire/access.ts';

export function logonAccess({ publicKey, secretKey, serverKey }: CurveClient, senderCompId: string): LogonAccess {
  const text = (key: string): string => Buffer.from(z85Decode(key)).toString('base64url');
  const curve = { kty: 'OKP', crv: 'X25519' };
  const secret = diffieHellman({
    privateKey: createPrivateKey({ key: { ...curve, x: text(publicKey), d: text(secretKey) }, format: 'jwk' }),
    publicKey: createPublicKey({ key: { ...curve, x: text(serverKey) }, format: 'jwk' }),
  });
  return { publicKey, token: createHmac('sha256', secret).update(logonTokenText(senderCompId)).digest('base64url') };
}
