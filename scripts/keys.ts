/**
 * npm run keys -- --dir DIR [--user NAME] [--roles orders,marketData,upstream] [--senders CANDOR]
 *                                                 makes keys and lets the user in, under these names (SenderCompID)
 * npm run keys -- --dir DIR --revoke NAME   throws the user out, within a second
 *
 * Files are readable by their owner alone and belong into no repository. What it prints pins the servers' keys.
 */
import { parseArgs } from 'node:util';
import { makeKeys, revoke } from '../reference/make-keys.ts';
import { accessRoles, type AccessRole } from '../src/shared/wire/access.ts';
import { requireNode } from './require-node.ts';

requireNode();

const { values } = parseArgs({ options: { dir: { type: 'string' }, user: { type: 'string', default: 'trader' }, roles: { type: 'string', default: accessRoles.join(',') }, senders: { type: 'string', default: 'CANDOR' }, revoke: { type: 'string' } } });

function main(): string {
  if (values.dir === undefined) throw new Error('--dir is missing: where the keys are kept');
  if (values.revoke !== undefined) return revoke(values.dir, values.revoke) ? `${values.revoke} is off the list.` : `${values.revoke} was not on the list.`;
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

try {
  console.log(main());
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : String(cause));
  process.exitCode = 2;
}
