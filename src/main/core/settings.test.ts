import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demonstrationPublicKey } from '../../shared/domain/manifest-text.ts';
import { loadSettings } from './settings.ts';

const resources = new URL('../../../resources', import.meta.url).pathname;

describe('settings', () => {
  let dir: string;
  beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'candor-settings-')); });
  afterEach(() => { rmSync(dir, { recursive: true }); });

  it('the shipped defaults are valid', () => {
    expect(loadSettings(resources, dir, {})).toMatchObject({ ok: true, value: { settings: { environment: 'DEMO' } } });
  });

  it('the environment overrules the profile, which overrules the defaults', () => {
    writeFileSync(join(dir, 'settings.json'), JSON.stringify({ user: { id: 'ann' }, venue: { orders: 'tcp://127.0.0.1:1' } }));
    const loaded = loadSettings(resources, dir, { CANDOR_VENUE_ORDERS: 'tcp://127.0.0.1:2' });
    expect(loaded.ok && loaded.value.settings.user.id).toBe('ann');
    expect(loaded.ok && loaded.value.settings.venue.orders).toBe('tcp://127.0.0.1:2');
  });

  it('names every bad value with where it came from', () => {
    writeFileSync(join(dir, 'settings.json'), JSON.stringify({ limits: { priceCollarBp: -5 }, colour: 'red' }));
    const loaded = loadSettings(resources, dir, { CANDOR_REFINERY: 'nowhere' });
    const text = loaded.ok ? '' : loaded.error;
    expect(text).toContain('limits.priceCollarBp');
    expect(text).toContain('settings.json');
    expect(text).toContain('refinery.endpoint');
    expect(text).toContain('environment CANDOR_REFINERY');
    expect(text).toContain('colour');
  });

  it('the profile replaces a list of the desk, whose names are checked and are there once', () => {
    const desk = (value: object): string => {
      writeFileSync(join(dir, 'settings.json'), JSON.stringify({ desk: value }));
      const loaded = loadSettings(resources, dir, {});
      return loaded.ok ? loaded.value.settings.desk.accounts.join(' ') : loaded.error;
    };
    expect(desk({ strategies: [] })).toBe('MAIN HEDGE');
    expect(desk({ accounts: ['FUND-1'] })).toBe('FUND-1');
    expect(desk({ accounts: ['A', 'A'] })).toMatch(/^setting desk\.accounts: each name once \(from .*settings\.json\)$/);
    expect(desk({ colleagues: ['=cmd'] })).toContain('desk.colleagues.0');
  });

  it('[IM-15] publishers that are trusted are keys, each once; the demonstration key is not trusted in PROD', () => {
    const demonstration = { name: 'demonstration', publicKey: demonstrationPublicKey };
    const trusted = (publishers: object, environment = 'DEMO'): string => {
      writeFileSync(join(dir, 'settings.json'), JSON.stringify({ environment, modelTrust: { publishers } }));
      const loaded = loadSettings(resources, dir, {});
      return loaded.ok ? loaded.value.settings.modelTrust.publishers.map((p) => p.name).join(' ') : loaded.error;
    };
    const own = { name: 'own', publicKey: Buffer.alloc(32, 7).toString('base64') };
    expect(trusted([own])).toBe('own');
    expect(trusted([own], 'PROD')).toBe('own');
    expect(trusted([own, demonstration])).toBe('own demonstration');
    expect(trusted([own, demonstration], 'PROD')).toContain('cannot be trusted in PROD');
    expect(trusted([own, own])).toContain('each key once');
    expect(trusted([{ ...own, publicKey: 'AAAA' }])).toContain('modelTrust.publishers.0.publicKey');
  });

  it('says which file is not JSON', () => {
    writeFileSync(join(dir, 'settings.json'), '{ nope');
    const loaded = loadSettings(resources, dir, {});
    expect(loaded.ok ? '' : loaded.error).toContain('settings.json');
  });

  it('[CV-1] an endpoint beyond this machine needs a key file and the key of its server', () => {
    const server = 'JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6';
    const far = { CANDOR_VENUE_ORDERS: 'tcp://oms.example.com:7401' };
    const refused = (environment: object): string => {
      const loaded = loadSettings(resources, dir, { ...environment });
      return loaded.ok ? '' : loaded.error;
    };
    expect(refused(far)).toMatch(/^setting venue\.orders: .*beyond this machine: curve\.clientKeyFile and curve\.venueServerKey are needed/);
    expect(refused({ ...far, CANDOR_CLIENT_KEY_FILE: 'keys/me.json' })).toMatch(/venueServerKey/);
    expect(refused({ ...far, CANDOR_VENUE_SERVER_KEY: server })).toMatch(/clientKeyFile/);
    expect(refused({ ...far, CANDOR_CLIENT_KEY_FILE: 'keys/me.json', CANDOR_VENUE_SERVER_KEY: server })).toBe('');
    expect(refused({ CANDOR_REFINERY: 'tcp://192.168.1.2:1', CANDOR_CLIENT_KEY_FILE: 'k', CANDOR_VENUE_SERVER_KEY: server })).toMatch(/refineryServerKey/);
    expect(refused({ CANDOR_VENUE_SERVER_KEY: 'short' })).toMatch(/40 characters/);
  });

  it('endpoints do not change the hash, limits do', () => {
    const hash = (limits: object, environment = {}): string => {
      writeFileSync(join(dir, 'settings.json'), JSON.stringify({ limits }));
      const loaded = loadSettings(resources, dir, environment);
      return loaded.ok ? loaded.value.hash : loaded.error;
    };
    expect(hash({}, { CANDOR_REFINERY: 'tcp://127.0.0.1:9' })).toBe(hash({}));
    expect(hash({ priceCollarBp: 100 })).not.toBe(hash({}));
  });
});
