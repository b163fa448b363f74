/** Every command with its key: the palette, the cheat sheet and the keyboard are all made from this one list. */
import type { Side } from '../../shared/domain/order.ts';
import { askCancel, askChange } from '../actions/ask-rows.ts';
import { askStatus } from '../actions/ask-status.ts';
import { acceptSuggestion, askReject, askThumb, editSuggestion } from '../actions/decide.ts';
import { allowDesktop, switchSound, testDesktop, testSound } from '../actions/tell-alerts.ts';
import { askCancelAll } from '../actions/cancel-all.ts';
import { callTicket } from '../stores/asks.ts';
import { callModelSwitch } from '../stores/model-asks.ts';
import { notify } from '../stores/notices.ts';
import { everything } from '../panels/mass-cancel/mass-cancel.ts';
import { panelLinks, type PanelLink } from '../stores/selection-links.ts';
import { instrumentNowIn, selectionStore } from '../stores/selection.ts';
import { changeSettings, settingsStore } from '../stores/settings.ts';
import { densityNames, paletteNames } from '../theme/theme.ts';
import { walkTerms } from '../ui/term-walk.ts';
import { chartCommands } from './chart-commands.ts';
import { whyCommands } from './why-commands.ts';
import { moveSelection } from './move-selection.ts';
import { parentCommands } from './parent-commands.ts';

export type CommandGroup = 'Suggestions' | 'Why' | 'Chart' | 'Orders' | 'Parents' | 'Panels' | 'Alerts' | 'View';
export const commandGroups: readonly CommandGroup[] = ['Suggestions', 'Why', 'Chart', 'Orders', 'Parents', 'Panels', 'Alerts', 'View'];

export interface Command {
  readonly id: string;
  readonly title: string;
  readonly group: CommandGroup;
  /** tinykeys' grammar; several keys may do the same. */
  readonly keys: readonly string[];
  /** Whether a key held down repeats it. Never for what changes the world. */
  readonly repeats?: boolean;
  readonly run: () => void;
}

export interface CommandParts {
  readonly panels: readonly { readonly id: string; readonly title: string; readonly keys: string; readonly show: () => void }[];
  readonly showPalette: () => void;
  readonly showCheatSheet: () => void;
  readonly resetLayout: () => void;
  /** Kinds of which another can be opened. */
  readonly several: readonly { readonly id: string; readonly title: string; readonly open: () => void }[];
  readonly closePanel: () => void;
  /** The panel with the focus, or the ticket when that one follows no instrument. */
  readonly linkedPanel: () => string;
  readonly showLinkMenu: () => void;
  readonly link: (link: PanelLink) => void;
  /** Makes sure that a chart can be seen, without taking the focus. */
  readonly bringUpChart: () => void;
}

export const makeCommands = (parts: CommandParts): readonly Command[] => [...suggestionCommands, ...whyCommands(parts), ...chartCommands(parts), ...ticketCommands(parts), ...orderCommands, ...parentCommands, ...massCancelCommands(parts), ...panelCommands(parts), ...linkCommands(parts), ...alertCommands, ...viewCommands(parts)];

const withSuggestion = (act: (suggestionId: string) => void) => (): void => {
  const { suggestionId } = selectionStore.getState();
  if (suggestionId === null) notify('plain', 'No suggestion is selected; j and k move through them');
  else act(suggestionId);
};

const withOrder = (act: (clOrdId: string) => void) => (): void => {
  const { clOrdId } = selectionStore.getState();
  if (clOrdId === null) notify('plain', 'No order is selected; click one in the blotter, or move to it with the arrows');
  else act(clOrdId);
};

const suggestionCommands: readonly Command[] = [
  { id: 'suggestion.next', title: 'Next suggestion', group: 'Suggestions', keys: ['j', 'ArrowDown'], repeats: true, run: () => moveSelection(1) },
  { id: 'suggestion.previous', title: 'Previous suggestion', group: 'Suggestions', keys: ['k', 'ArrowUp'], repeats: true, run: () => moveSelection(-1) },
  { id: 'suggestion.accept', title: 'Accept and send', group: 'Suggestions', keys: ['a'], run: withSuggestion((id) => void acceptSuggestion(id)) },
  { id: 'suggestion.edit', title: 'Edit in the ticket', group: 'Suggestions', keys: ['e'], run: withSuggestion(editSuggestion) },
  { id: 'suggestion.reject', title: 'Reject, with a reason', group: 'Suggestions', keys: ['r'], run: withSuggestion(askReject) },
  { id: 'suggestion.thumbUp', title: 'Thumb up (on the selected reason, if one is)', group: 'Suggestions', keys: ['u'], run: withSuggestion((id) => askThumb(id, 'up', selectionStore.getState().feature)) },
  { id: 'suggestion.thumbDown', title: 'Thumb down (on the selected reason, if one is)', group: 'Suggestions', keys: ['d'], run: withSuggestion((id) => askThumb(id, 'down', selectionStore.getState().feature)) },
];

function ticketCommands({ linkedPanel }: CommandParts): Command[] {
  const open = (side: Side) => (): void => callTicket({ kind: 'own', symbol: instrumentNowIn(linkedPanel()), side });
  return [
    { id: 'order.buy', title: 'Buy ticket for the instrument of this panel', group: 'Orders', keys: ['b'], run: open('buy') },
    { id: 'order.sell', title: 'Sell ticket for the instrument of this panel', group: 'Orders', keys: ['s'], run: open('sell') },
  ];
}

const orderCommands: readonly Command[] = [
  { id: 'order.cancel', title: 'Cancel the selected order or parent', group: 'Orders', keys: ['c'], run: askCancel },
  { id: 'order.change', title: 'Change price or size of the selected order, or amend the parent', group: 'Orders', keys: ['m'], run: askChange },
  { id: 'order.askStatus', title: 'Ask the OMS for the state of the selected order', group: 'Orders', keys: ['q'], run: withOrder((id) => void askStatus(id)) },
];

const panelCommands = (parts: CommandParts): Command[] => [
  ...parts.panels.map((panel): Command => ({ id: `panel.${panel.id}`, title: `Go to ${panel.title}`, group: 'Panels', keys: [panel.keys], run: panel.show })),
  ...parts.several.map((panel): Command => ({ id: `panel.another.${panel.id}`, title: `Open another panel: ${panel.title}`, group: 'Panels', keys: [], run: panel.open })),
  { id: 'models.switch', title: 'Switch the chosen model off or on, with a reason', group: 'Panels', keys: [], run: () => { callModelSwitch(); parts.panels.find(({ id }) => id === 'models')?.show(); } },
  { id: 'panel.close', title: 'Close this panel', group: 'Panels', keys: [], run: parts.closePanel },
];

function withInstrument(symbol: string | null, act: (symbol: string) => void): void {
  if (symbol === null) notify('plain', 'No instrument is chosen in this panel');
  else act(symbol);
}

/** Each asks once, with what it would cancel in numbers; the question can be narrowed by one key. */
function massCancelCommands({ linkedPanel }: CommandParts): Command[] {
  const here = (): string | null => instrumentNowIn(linkedPanel());
  return [
    { id: 'order.cancelAll', title: 'Cancel all open orders (then b only buys, s only sells, i only this instrument)', group: 'Orders', keys: ['Shift+C'], run: () => askCancelAll(everything, here()) },
    { id: 'order.cancelBuys', title: 'Cancel all open buys', group: 'Orders', keys: [], run: () => askCancelAll({ symbol: null, side: 'buy' }, here()) },
    { id: 'order.cancelSells', title: 'Cancel all open sells', group: 'Orders', keys: [], run: () => askCancelAll({ symbol: null, side: 'sell' }, here()) },
    { id: 'order.cancelInstrument', title: 'Cancel all open orders of the instrument of this panel', group: 'Orders', keys: [], run: () => withInstrument(here(), (symbol) => askCancelAll({ symbol, side: null })) },
  ];
}

/** The letter of each is on its mark, in the menu that the key opens. */
const linkCommands = (parts: CommandParts): Command[] => [
  { id: 'link.menu', title: 'Link this panel: then b blue, o orange, g green, p purple, n pinned', group: 'Panels', keys: ['g'], run: parts.showLinkMenu },
  ...panelLinks.map((link): Command => ({ id: `link.${link}`, title: link === 'none' ? 'Pin this panel to its instrument (no link group)' : `Link this panel to the ${link} group`, group: 'Panels', keys: [], run: () => parts.link(link) })),
];

const alertCommands: readonly Command[] = [
  { id: 'alerts.sound', title: 'Sound of alerts on or muted', group: 'Alerts', keys: ['Shift+N'], run: switchSound },
  { id: 'alerts.testSound', title: 'Test the sound of alerts', group: 'Alerts', keys: [], run: () => void testSound() },
  { id: 'alerts.allowDesktop', title: 'Allow desktop notifications of alerts', group: 'Alerts', keys: [], run: () => void allowDesktop() },
  { id: 'alerts.testDesktop', title: 'Test a desktop notification', group: 'Alerts', keys: [], run: () => void testDesktop() },
];

const viewCommands = (parts: CommandParts): Command[] => [
  { id: 'view.palette', title: 'Command palette', group: 'View', keys: ['$mod+k'], run: parts.showPalette },
  { id: 'view.keys', title: 'Cheat sheet of keys', group: 'View', keys: ['Shift+?'], run: parts.showCheatSheet },
  { id: 'view.words', title: 'What the words of this panel mean, one after another', group: 'View', keys: ['F1', 'Shift+W'], run: () => { if (!walkTerms()) notify('plain', 'This panel has no words of the glossary'); } },
  { id: 'view.theme', title: 'Dark or light', group: 'View', keys: ['Shift+T'], run: () => changeSettings({ theme: settingsStore.getState().theme === 'dark' ? 'light' : 'dark' }) },
  { id: 'view.palette.colours', title: 'Next palette of up and down', group: 'View', keys: ['Shift+P'], run: () => changeSettings({ palette: after(paletteNames, settingsStore.getState().palette) }) },
  { id: 'view.density', title: 'Next row height', group: 'View', keys: ['Shift+D'], run: () => changeSettings({ density: after(densityNames, settingsStore.getState().density) }) },
  { id: 'view.zone', title: 'Times in UTC or local', group: 'View', keys: ['Shift+Z'], run: () => changeSettings({ zone: settingsStore.getState().zone === 'utc' ? 'local' : 'utc' }) },
  { id: 'view.resetLayout', title: 'Reset the layout', group: 'View', keys: [], run: parts.resetLayout },
];

const after = <T,>(all: readonly T[], now: T): T => all[(all.indexOf(now) + 1) % all.length] ?? now;
