/** What each chart shows beside its bars: the feature under the price, and whether as a table. By panel, kept in localStorage like the settings. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

export const chartForms = ['chart', 'table'] as const;
export type ChartForm = (typeof chartForms)[number];

export interface ChartChoice {
  /** Name of the feature that is drawn under the price; null for none. */
  readonly feature: string | null;
  readonly form: ChartForm;
}

interface ChartChoices {
  readonly byPanel: Readonly<Record<string, ChartChoice>>;
  /** The panel whose list of features is open; null for none. */
  readonly choosing: string | null;
}

const key = 'candor.charts';
const first: ChartChoice = { feature: null, form: 'chart' };
/** As in the layout: `chart`, `chart-2` and so on. What else is stored is not kept. */
const panelName = /^chart(-\d)?$/;
const nameLengthMax = 64;

const chartChoicesStore = createStore<ChartChoices>(() => ({ byPanel: readChartChoices(stored()), choosing: null }));

export const chartChoiceNow = (panelId: string): ChartChoice => chartChoicesStore.getState().byPanel[panelId] ?? first;

export function changeChart(panelId: string, change: Partial<ChartChoice>): void {
  chartChoicesStore.setState(({ byPanel }) => ({ byPanel: { ...byPanel, [panelId]: { ...(byPanel[panelId] ?? first), ...change } } }));
  localStorage.setItem(key, JSON.stringify(chartChoicesStore.getState().byPanel));
}

export const useChartChoice = (panelId: string): ChartChoice => useStore(chartChoicesStore, ({ byPanel }) => byPanel[panelId] ?? first);

/** Opens the list of features of a chart, or closes the open one. */
export const chooseFeature = (panelId: string | null): void => chartChoicesStore.setState({ choosing: panelId });
export const useIsChoosing = (panelId: string): boolean => useStore(chartChoicesStore, ({ choosing }) => choosing === panelId);

/** Choices out of stored text, each on its own merits. */
export function readChartChoices(text: string | null): Readonly<Record<string, ChartChoice>> {
  let found: unknown;
  try {
    found = text === null ? {} : JSON.parse(text);
  } catch {
    found = {};
  }
  if (typeof found !== 'object' || found === null) return {};
  return Object.fromEntries(Object.entries(found).flatMap(([panelId, value]: [string, unknown]) => {
    if (!panelName.test(panelId) || typeof value !== 'object' || value === null) return [];
    const { feature, form } = value as Record<string, unknown>;
    const choice: ChartChoice = {
      feature: typeof feature === 'string' && feature !== '' && feature.length <= nameLengthMax ? feature : null,
      form: chartForms.find((one) => one === form) ?? first.form,
    };
    return [[panelId, choice] as const];
  }));
}

function stored(): string | null {
  return typeof localStorage === 'undefined' ? null : localStorage.getItem(key);
}
