/** Keys of the explanation: they act on the panel of it that has the focus, else on the first. */
import { notify } from '../stores/notices.ts';
import { changeWhyView, turnWhyHead, turnWhyPart, whyOffer, whyViewNow } from '../stores/why-view.ts';
import type { Command, CommandParts } from './commands.ts';

export function whyCommands({ linkedPanel }: Pick<CommandParts, 'linkedPanel'>): Command[] {
  const here = (): string => (linkedPanel().startsWith('why') ? linkedPanel() : 'why');
  const toggle = (what: 'table' | 'pairs') => (): void => changeWhyView(here(), { [what]: !whyViewNow(here())[what] });
  return [
    { id: 'why.next', title: 'Next part: reasons, what if, like it, past, models, source', group: 'Why', keys: ['v'], run: () => turnWhyPart(here(), 1) },
    { id: 'why.previous', title: 'Previous part', group: 'Why', keys: ['Shift+V'], run: () => turnWhyPart(here(), -1) },
    { id: 'why.nextHead', title: 'Explain the next model and output', group: 'Why', keys: ['y'], run: () => turnWhyHead(here(), 1) },
    { id: 'why.previousHead', title: 'Explain the model and output before', group: 'Why', keys: ['Shift+Y'], run: () => turnWhyHead(here(), -1) },
    { id: 'why.table', title: 'Figures as tables, or as charts', group: 'Why', keys: ['f'], run: toggle('table') },
    { id: 'why.pairs', title: 'What pairs of features add together', group: 'Why', keys: ['i'], run: () => { changeWhyView(here(), { part: 'reasons' }); toggle('pairs')(); } },
    { id: 'why.save', title: 'Save this explanation as a page', group: 'Why', keys: ['Shift+E'], run: () => { const offer = whyOffer(here()); if (offer) offer.save(); else notify('plain', 'Nothing is explained yet: select a suggestion or an instrument'); } },
  ];
}
