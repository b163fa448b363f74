/** What is done to parents, as commands: on the rows marked in the blotter, or on the selected one. */
import { askAllocate, askAssign, askNote, askPhoneTrade, askRoute, askUndo, toggleLock } from '../actions/ask-rows.ts';
import type { Command } from './commands.ts';

export const parentCommands: readonly Command[] = [
  { id: 'parent.route', title: 'Route all or part of the parent', group: 'Parents', keys: ['w'], run: () => askRoute() },
  { id: 'parent.routeByVolume', title: 'Route the parent at a share of the volume', group: 'Parents', keys: ['p'], run: () => askRoute(true) },
  { id: 'parent.phoneTrade', title: 'Record a phone trade for the parent', group: 'Parents', keys: ['h'], run: askPhoneTrade },
  { id: 'parent.lock', title: 'Lock the parent, or release it', group: 'Parents', keys: ['l'], run: toggleLock },
  { id: 'parent.assign', title: 'Assign the parent to a colleague or the pool', group: 'Parents', keys: ['t'], run: askAssign },
  { id: 'parent.note', title: 'Note on the parent', group: 'Parents', keys: ['n'], run: askNote },
  { id: 'parent.allocate', title: 'Allocate what the parent has traded to accounts', group: 'Parents', keys: ['o'], run: askAllocate },
  // Its key, Ctrl Z, is the blotter's alone: everywhere else it belongs to what is typed.
  { id: 'parent.undo', title: 'Undo the last change of the parent (Ctrl Z in the blotter)', group: 'Parents', keys: [], run: askUndo },
];
