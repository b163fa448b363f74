/** One list of commands makes keyboard, palette and cheat sheet: no two commands may share a key, and what acts must be there. */
import { describe, expect, it, vi } from 'vitest';
import { modelAsks } from '../stores/model-asks.ts';
import type { Command, CommandParts } from './commands.ts';
import { conflicts } from './keyboard.ts';

vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined });
const { makeCommands } = await import('./commands.ts');

/** As in panel-list.ts, which pulls in the panels themselves and with them a page. */
const panelKeys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'Shift+M', '0', 'Shift+L', 'Shift+S', 'Shift+A'];
const nothing = (): void => undefined;
const parts: CommandParts = {
  panels: panelKeys.map((keys, i) => ({ id: `panel${i}`, title: `Panel ${i}`, keys, show: nothing })),
  showPalette: nothing, showCheatSheet: nothing, resetLayout: nothing,
  several: [{ id: 'chart', title: 'Chart', open: nothing }], closePanel: nothing, linkedPanel: () => 'ticket', showLinkMenu: nothing, link: nothing, bringUpChart: nothing,
};
const commands = makeCommands(parts);

describe('keyboard', () => {
  it('binds no key twice', () => {
    expect(conflicts(commands)).toEqual([]);
  });

  it('finds a conflict where there is one', () => {
    const twice: Command = { id: 'x', title: 'x', group: 'View', keys: ['A'], run: nothing };
    expect(conflicts([...commands, twice])).toEqual(['a']);
  });

  it('gives every command its own id', () => {
    expect(new Set(commands.map((command) => command.id)).size).toBe(commands.length);
  });

  it('binds the keys that the desk knows', () => {
    const byKey = new Map(commands.flatMap((command) => command.keys.map((keys) => [keys, command.id] as const)));
    expect(Object.fromEntries(['j', 'k', 'a', 'e', 'r', 'u', 'd', 'c', 'Shift+?', '$mod+k'].map((keys) => [keys, byKey.get(keys)]))).toEqual({
      j: 'suggestion.next', k: 'suggestion.previous', a: 'suggestion.accept', e: 'suggestion.edit', r: 'suggestion.reject',
      u: 'suggestion.thumbUp', d: 'suggestion.thumbDown', c: 'order.cancel', 'Shift+?': 'view.keys', '$mod+k': 'view.palette',
    });
  });

  it('[SG-28] has a model switched off or on from the palette: the models panel is shown, and asks', () => {
    const shown: string[] = [];
    const own = makeCommands({ ...parts, panels: [{ id: 'models', title: 'Models', keys: 'Shift+M', show: () => shown.push('models') }] });
    own.find(({ id }) => id === 'models.switch')?.run();
    expect([shown, modelAsks.getState().isCalled]).toEqual([['models'], true]);
  });

  it('lets only movement repeat while a key is held', () => {
    expect(commands.filter((command) => command.repeats).map((command) => command.id)).toEqual(['suggestion.next', 'suggestion.previous']);
  });
});
