/** Makes CURVE keys and the allow-list in a folder that only its owner may read. What is there already is kept. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { curveKeyPair } from 'zeromq';
import { allowListSchema, keyFileSchema, type AccessRole, type AllowList, type CurveKeys } from '../src/shared/wire/access.ts';

export interface KeyFolder {
  readonly venueKeyFile: string;
  readonly refineryKeyFile: string;
  readonly allowFile: string;
  readonly clientKeyFile: string;
  /** Public: what a workstation pins. */
  readonly venueServerKey: string;
  readonly refineryServerKey: string;
}

/** Keys of both servers, of one user, and a list that lets the user in with these roles and names. @throws when a file there is no key file. */
export function makeKeys(dir: string, user: string, roles: readonly AccessRole[], senderCompIds: readonly string[]): KeyFolder {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const [venueKeyFile, refineryKeyFile, clientKeyFile] = ['venue-server', 'refinery-server', `client-${user}`].map((name) => join(resolve(dir), `${name}.json`)) as [string, string, string];
  const venue = keysAt(venueKeyFile);
  const refinery = keysAt(refineryKeyFile);
  const client = keysAt(clientKeyFile);
  const allowFile = join(resolve(dir), 'allow-list.json');
  const others = allowListAt(allowFile).clients.filter((c) => c.user !== user);
  writeWhole(allowFile, { clients: [...others, { user, publicKey: client.publicKey, roles: [...roles], senderCompIds: [...senderCompIds] }] } satisfies AllowList);
  return { venueKeyFile, refineryKeyFile, allowFile, clientKeyFile, venueServerKey: venue.publicKey, refineryServerKey: refinery.publicKey };
}

/** Takes a user off the list. @returns whether the user was on it */
export function revoke(dir: string, user: string): boolean {
  const path = join(dir, 'allow-list.json');
  const { clients } = allowListAt(path);
  const left = clients.filter((c) => c.user !== user);
  writeWhole(path, { clients: left });
  return left.length < clients.length;
}

function keysAt(path: string): CurveKeys {
  if (existsSync(path)) return keyFileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  const keys: CurveKeys = curveKeyPair();
  writeWhole(path, keys);
  return keys;
}

const allowListAt = (path: string): AllowList => (existsSync(path) ? allowListSchema.parse(JSON.parse(readFileSync(path, 'utf8'))) : { clients: [] });

/** In one step: a server that reads it again never sees half of it. */
function writeWhole(path: string, value: object): void {
  const made = `${path}.new`;
  writeFileSync(made, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(made, path);
}
