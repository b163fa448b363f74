/** The presets of the ticket as commands: by Shift and their number, and by name in the palette. */
import { callPreset, editPresets } from '../panels/ticket/presets-call.ts';
import { presetWords } from '../panels/ticket/presets-words.ts';
import type { TicketPreset } from '../panels/ticket/presets.ts';
import type { Command } from './commands.ts';
import { showPanel } from './dock.tsx';

export const presetCommands = (presets: readonly TicketPreset[], linkedPanel: () => string): readonly Command[] => [
  ...presets.map((preset, index): Command => ({
    id: `preset.${index + 1}`, title: `Preset ${preset.name}: ${presetWords(preset)}`, group: 'Orders', keys: [`Shift+Digit${index + 1}`], run: () => callPreset(preset, linkedPanel()),
  })),
  { id: 'preset.edit', title: 'Presets of the ticket: make, change, delete', group: 'Orders', keys: [], run: () => { showPanel('ticket'); editPresets(true); } },
];
