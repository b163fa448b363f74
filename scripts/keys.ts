/**
 * npm run keys: keys of servers and users, and of who signs models. Files are readable by their owner alone and belong into no repository. What it
 * prints pins the servers' keys.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeKeys, revoke } from '../reference/make-keys.ts';
import { keyIdOf, makePublisherKey, publisherKeyOf, rawPublicKey } from '../reference/refinery/train/sign-manifest.ts';
import { accessRoles, type AccessRole } from '../src/shared/wire/access.ts';
import { readOptions, text } from './options.ts';
import { requireNode } from './require-node.ts';

requireNode();

const values = readOptions({
  name: 'keys',
  what: 'makes keys and lets a user in under names (SenderCompID), throws one out within a second, or makes the key that models are signed with',
  options: {
    dir: text('DIR', 'where the keys are kept (needed)'),
    user: text('NAME', 'who is let in', 'trader'),
    roles: text('A,B', `what the user may do: ${accessRoles.join(', ')}`, accessRoles.join(',')),
    senders: text('A,B', 'names (SenderCompID) that the user may log on with', 'CANDOR'),
    revoke: text('NAME', 'throws this user out'),
    publisher: text('NAME', 'makes the key that models are signed with, or shows the one that is there'),
  },
  examples: ['--dir keys', '--dir keys --user ann --roles marketData', '--dir keys --revoke ann', '--dir keys --publisher desk'],
  docs: 'docs/wire-protocol.md and docs/specs/model-import.md',
});

function main(): string {
  if (values.dir === undefined) throw new Error('--dir is missing: where the keys are kept');
  if (values.revoke !== undefined) return revoke(values.dir, values.revoke) ? `${values.revoke} is off the list.` : `${values.revoke} was not on the list.`;
  if (values.publisher !== undefined) return publisherKey(values.dir, values.publisher);
  if (!/^[\w.-]{1,32}$/.test(values.user)) throw new Error(`--user ${values.user}: letters, digits, dot, dash, at most 32`);
  const roles = values.roles.split(',');
  const unknown = roles.filter((role) => !accessRoles.includes(role as AccessRole));
  if (unknown.length > 0) throw new Error(`--roles ${unknown.join(', ')}: some of ${accessRoles.join(', ')}`);
  const made = makeKeys(values.dir, values.user, accessRoles.filter((role) => roles.includes(role)), values.senders.split(','));
  return [
    `Servers: --server-key ${made.venueKeyFile} (refinery: ${made.refineryKeyFile}) --allow ${made.allowFile}`,
    'The workstation, in settings.json or the environment:',
    `CANDOR_CLIENT_KEY_FILE='${made.clientKeyFile}'`,
    `CANDOR_VENUE_SERVER_KEY='${made.venueServerKey}'`,
    `CANDOR_REFINERY_SERVER_KEY='${made.refineryServerKey}'`,
  ].join('\n');
}

/** The private key stays in a file of its own; what is printed is public. */
function publisherKey(dir: string, name: string): string {
  if (!/^[\w.-]{1,32}$/.test(name)) throw new Error(`--publisher ${name}: letters, digits, dot, dash, at most 32`);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, `publisher-${name}.pem`);
  if (!existsSync(path)) writeFileSync(path, makePublisherKey().privatePem, { mode: 0o600, flag: 'wx' });
  const raw = rawPublicKey(publisherKeyOf(readFileSync(path, 'utf8')));
  return [
    `Models are signed with --key ${path} (npm run publish). Key ${keyIdOf(raw)}.`,
    'The workstation trusts it by this entry of modelTrust.publishers in settings.json, whose list replaces the shipped one:',
    JSON.stringify({ name, publicKey: Buffer.from(raw).toString('base64') }),
  ].join('\n');
}

try {
  console.log(main());
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : String(cause));
  process.exitCode = 2;
}
