/** Feeds the chart from the stores: bars straight from their stream once a frame, everything else as it changes. */
import { useEffect, useMemo, useState, type KeyboardEvent } from 'react';
import type { Bar } from '../../../shared/domain/bar.ts';
import { priceToNumber, type Instrument } from '../../../shared/domain/instrument.ts';
import { midTicks } from '../../../shared/domain/quote.ts';
import { useReading } from '../../stores/lookups.ts';
import { useSettings } from '../../stores/settings.ts';
import { streams } from '../../stores/streams.ts';
import { useStreamPart } from '../../stores/use-stream.ts';
import { formatPercent } from '../../ui/format.ts';
import { barsUntil } from './bar-times.ts';
import { chartLook } from './chart-look.ts';
import { ChartView } from './chart-view.ts';
import type { Fan } from './fan.ts';
import type { FeatureHistory } from './use-feature-history.ts';
import { fillMarks, suggestionMarks } from './marks.ts';
import { priceLines } from './price-lines.ts';

export interface Chart {
  /** Give it to the element that the chart fills; the panel may mount it later than itself. */
  readonly setContainer: (element: HTMLDivElement | null) => void;
  readonly press: (event: KeyboardEvent) => void;
  /** Where the pane of the feature begins, pixels from the top of the chart; null while there is none. */
  readonly featureTop: number | null;
}

export interface ChartParts {
  readonly instrument: Instrument;
  /** What is drawn under the price; null for nothing. */
  readonly history: FeatureHistory | null;
  readonly onHover: (bar: Bar | null) => void;
  readonly onEscape: () => void;
}

export function useChart({ instrument, history, onHover, onEscape }: ChartParts): Chart {
  const [container, setContainer] = useState<HTMLDivElement | null>(null);
  const [featureTop, setFeatureTop] = useState<number | null>(null);
  const view = useView(container, instrument, onHover, setFeatureTop);
  useFeature(view, history);
  useMarks(view, instrument);
  useRisk(view, instrument);
  function press(event: KeyboardEvent): void {
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') view?.moveCrosshair((event.key === 'ArrowLeft' ? -1 : 1) * (event.shiftKey ? 10 : 1));
    else if (event.key === 'End') view?.toNewest();
    else if (event.key === 'Escape' && history) onEscape();
    else return;
    event.preventDefault();
  }
  return { setContainer, press, featureTop };
}

type View = ChartView | null;

function useFeature(view: View, history: FeatureHistory | null): void {
  const isOpen = history !== null;
  const { state, unit = '', range = null } = history ?? {};
  const values = state?.kind === 'drawn' ? state.values : null;
  useEffect(() => view?.setFeature(values && { values, unit, range }, isOpen), [view, values, unit, range, isOpen]);
}

function useView(container: HTMLDivElement | null, instrument: Instrument, onHover: (bar: Bar | null) => void, onFeatureTop: (top: number | null) => void): View {
  const theme = useSettings((s) => s.theme);
  const palette = useSettings((s) => s.palette);
  const zone = useSettings((s) => s.zone);
  const [view, setView] = useState<View>(null);
  useEffect(() => {
    if (!container) return undefined;
    const made = new ChartView({ container, look: chartLook(), onHover, onFeatureTop });
    setView(made);
    return () => {
      setView(null);
      made.dispose();
    };
  }, [container, onHover, onFeatureTop]);
  useEffect(() => view?.setInstrument(instrument, zone), [view, instrument, zone]);
  useEffect(() => {
    // The theme reaches the page in an effect of the app, which runs after this one: its colours are there a frame later.
    const frame = requestAnimationFrame(() => view?.setLook(chartLook()));
    return () => cancelAnimationFrame(frame);
  }, [view, theme, palette]);
  useEffect(() => (view ? followBars(view, instrument.symbol) : undefined), [view, instrument]);
  return view;
}

/** Applies what came since the last frame: single bars when nothing was missed, else the whole window. */
function followBars(view: ChartView, symbol: string): () => void {
  const store = streams.store('marketData.bars', { symbol });
  let version = -1;
  let waiting: Bar[] = [];
  let frame = 0;
  let whole = true;
  const flush = (): void => {
    frame = 0;
    const { value } = store.getState();
    if (whole) view.setBars(value ?? []);
    else view.update(waiting);
    whole = false;
    waiting = [];
  };
  const take = (): void => {
    const state = store.getState();
    if (state.version === version) return;
    if (state.changed && state.version === version + 1) waiting.push(...state.changed.map((update) => update.bar));
    else whole = true;
    version = state.version;
    if (frame === 0) frame = requestAnimationFrame(flush);
  };
  take();
  const stop = store.subscribe(take);
  return () => {
    stop();
    cancelAnimationFrame(frame);
  };
}

/** Bars that are complete enough to hang marks on: renewed when a bar begins, not with every tick. */
function useBarList(symbol: string): readonly Bar[] {
  const lastStart = useStreamPart('marketData.bars', { symbol }, (state) => state.value?.at(-1)?.start);
  const first = useStreamPart('marketData.bars', { symbol }, (state) => state.value?.[0]?.start);
  return useMemo(() => (lastStart === undefined || first === undefined ? [] : streams.store('marketData.bars', { symbol }).getState().value ?? []), [symbol, lastStart, first]);
}

function useMarks(view: View, instrument: Instrument): void {
  const bars = useBarList(instrument.symbol);
  const suggestions = useStreamPart('signals.suggestions', {}, (state) => state.value);
  const fills = useStreamPart('orders.fills', {}, (state) => state.value);
  useEffect(() => view?.setMarks(suggestionMarks(suggestions ?? [], bars, instrument)), [view, suggestions, bars, instrument]);
  useEffect(() => view?.setFills(fillMarks(fills ?? [], bars, instrument, (ticks) => priceToNumber(instrument, ticks))), [view, fills, bars, instrument]);
}

function useRisk(view: View, instrument: Instrument): void {
  const { symbol } = instrument;
  const bars = useBarList(symbol);
  const orders = useStreamPart('orders.blotter', {}, (state) => state.value);
  const position = useStreamPart('portfolio.positions', {}, (state) => state.value?.find((row) => row.symbol === symbol));
  const overlay = useStreamPart('risk.overlay', { symbol }, (state) => state.value ?? null);
  const reading = useReading(symbol);
  useEffect(() => view?.setLines(priceLines({ instrument, orders: orders ?? [], position, overlay })), [view, instrument, orders, position, overlay]);
  const signal = reading?.signal ?? null;
  useEffect(() => {
    const range = overlay?.expectedRange ?? null;
    const last = bars.at(-1);
    // Once the horizon is over, what was expected of it is past: there is nothing left to expect.
    if (!range || !signal || !last || range.until <= last.end) return view?.setFan(null, '');
    const price = (ticks: number): number => priceToNumber(instrument, ticks);
    const fan: Fan = {
      // The fan opens where and when the model spoke, and stays there while the bars walk into it.
      fromBar: Math.min(0, (signal.asOf - last.end) / (instrument.barSeconds * 1_000_000)),
      fromPrice: price(midTicks(signal.quote)),
      toBar: barsUntil(last.end, range.until, instrument.barSeconds),
      low: price(range.low), high: price(range.high), level: range.level,
    };
    return view?.setFan(fan, `${formatPercent(range.level, 0)} of outcomes`);
  }, [view, overlay, signal, bars, instrument]);
}
