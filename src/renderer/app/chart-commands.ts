/** What a chart shows, by key and from the palette: on the chart with the focus, else on the first that is open. */
import { changeChart, chartChoiceNow, chooseFeature } from '../stores/chart-choices.ts';
import type { Command, CommandParts } from './commands.ts';

export type ChartCommandParts = Pick<CommandParts, 'linkedPanel' | 'bringUpChart'>;

/** Id of the chart that a command is for. */
export function chartHere(linkedPanel: () => string): string {
  const here = linkedPanel();
  if (here.startsWith('chart')) return here;
  return document.querySelector<HTMLElement>('[data-panel^="chart"]')?.dataset['panel'] ?? 'chart';
}

export function chartCommands({ linkedPanel, bringUpChart }: ChartCommandParts): Command[] {
  const at = (act: (panelId: string) => void) => (): void => {
    const panelId = chartHere(linkedPanel);
    if (panelId === 'chart') bringUpChart();
    act(panelId);
  };
  return [
    { id: 'chart.feature', title: 'Draw the history of a feature under the price, or remove it', group: 'Chart', keys: ['Shift+F'], run: at(chooseFeature) },
    { id: 'chart.noFeature', title: 'Remove the feature under the price', group: 'Chart', keys: [], run: at((panelId) => changeChart(panelId, { feature: null })) },
    { id: 'chart.table', title: 'Bars as a table, or as a chart', group: 'Chart', keys: ['Shift+G'], run: at((panelId) => changeChart(panelId, { form: chartChoiceNow(panelId).form === 'table' ? 'chart' : 'table' })) },
  ];
}

/** Draws one feature, from the palette. */
export const drawFeature = (feature: string, { linkedPanel, bringUpChart }: ChartCommandParts): void => {
  const panelId = chartHere(linkedPanel);
  if (panelId === 'chart') bringUpChart();
  changeChart(panelId, { feature });
};
