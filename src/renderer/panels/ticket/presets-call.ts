/** A preset that was called by its key or from the palette, until the ticket has taken it. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { askStore, callTicket } from '../../stores/asks.ts';
import { instrumentNowIn } from '../../stores/selection.ts';
import { notify } from '../../stores/notices.ts';
import type { TicketPreset } from './presets.ts';

interface PresetCall {
  /** Null once it has been taken. */
  readonly preset: TicketPreset | null;
  readonly calls: number;
  /** The editor of presets is open. */
  readonly editing: boolean;
}

const store = createStore<PresetCall>(() => ({ preset: null, calls: 0, editing: false }));

export const usePresetCall = (): PresetCall => useStore(store);
export const editPresets = (editing: boolean): void => store.setState({ editing });
export const presetTaken = (): void => store.setState({ preset: null });

/** Fills the ticket by the preset: the one that is open, else a new one for the instrument of the panel. Sends nothing. */
export function callPreset(preset: TicketPreset, panelId: string | null): void {
  const { ticket } = askStore.getState();
  if (ticket.kind === 'replace') return notify('plain', 'A change of an order takes no preset; leave it first');
  const inTicket = (document.activeElement?.closest('[data-panel="ticket"]') ?? null) !== null;
  if (ticket.kind === 'own' && !inTicket) callTicket({ kind: 'own', symbol: instrumentNowIn(panelId), side: preset.side });
  store.setState((old) => ({ preset, calls: old.calls + 1 }));
}
