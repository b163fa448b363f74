/** Who may connect to what: CURVE keys, the list of the keys that a server lets in, and what counts as this machine. */
import { z } from 'zod';
import { z85KeyPattern } from '../base/z85.ts';
import { idShape } from '../domain/shapes.ts';

const keyShape = z.string().regex(z85KeyPattern, 'a CURVE key of 40 characters (Z85)');

/** A key file: made by `npm run keys`, readable by its owner alone. */
export const keyFileSchema = z.strictObject({ publicKey: keyShape, secretKey: keyShape });
export type CurveKeys = z.infer<typeof keyFileSchema>;

/** The lines, which are the ZAP domains: a role is the right to one of them. */
export const accessRoles = ['orders', 'marketData', 'upstream'] as const;
export type AccessRole = (typeof accessRoles)[number];

/** Keys by user. A key that is not in it is not let in; one that is taken out is thrown out. */
export const allowListSchema = z.strictObject({
  clients: z.array(z.strictObject({
    user: z.string().regex(/^[\w.-]{1,32}$/), publicKey: keyShape, roles: z.array(z.enum(accessRoles)),
    /** Names that the user may log on with; none where it is absent. */
    senderCompIds: z.array(idShape).max(100).optional(),
  })).max(10_000),
});
export type AllowList = z.infer<typeof allowListSchema>;

/** What a Logon shows that it comes from the holder of a key: the connection itself does not say whose it is. */
export const logonAccessShape = z.object({ publicKey: keyShape, token: z.string().regex(/^[\w-]{43}$/) });
export type LogonAccess = z.infer<typeof logonAccessShape>;

/** What the token is the HMAC-SHA256 of, keyed by the X25519 secret that the two keys share; base64url. */
export const logonTokenText = (senderCompId: string): string => `candor logon ${senderCompId}`;

/** What a client needs to be let in, and to know whom it talks to. */
export interface CurveClient extends CurveKeys {
  /** The server's public key, pinned by the settings. */
  readonly serverKey: string;
}

/** Whether an endpoint cannot leave this machine. A name other than localhost may. */
export const isLoopback = (endpoint: string): boolean => /^(ipc:\/\/.+|tcp:\/\/(127(\.\d{1,3}){3}|localhost)(:(\d+|\*))?)$/.test(endpoint);
