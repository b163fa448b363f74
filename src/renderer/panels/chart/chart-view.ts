/** The chart itself, outside React: bars in a window, marks, lines, the fan; one update a frame. */
import {
  CandlestickSeries, createChart, createSeriesMarkers, HistogramSeries, LineStyle,
  type IChartApi, type IPriceLine, type ISeriesApi, type ISeriesMarkersPluginApi, type MouseEventParams, type SeriesMarker, type Time, type UTCTimestamp,
} from 'lightweight-charts';
import type { Disposable } from '../../../shared/base/disposable.ts';
import type { Bar } from '../../../shared/domain/bar.ts';
import { priceDigits, priceToNumber, type Instrument } from '../../../shared/domain/instrument.ts';
import { formatNumber, formatTime, type Zone } from '../../ui/format.ts';
import { chartSeconds } from './bar-times.ts';
import type { ChartLook } from './chart-look.ts';
import type { Fan } from './fan.ts';
import { FeaturePane, type FeatureContent } from './feature-pane.ts';
import type { FillMark, SuggestionMark } from './marks.ts';
import { OverlayPrimitive } from './overlay-primitive.ts';
import type { PriceLine } from './price-lines.ts';

/** Bars on the chart. An update costs time in proportion to them, so history beyond this is left to the backtest. */
export const liveBarsMax = 1500;
/** Bars that may gather beyond the window before it is cut back. */
const slack = 300;
const strokes = { solid: LineStyle.Solid, dashed: LineStyle.Dashed, dotted: LineStyle.Dotted, sparse: LineStyle.SparseDotted } as const;

export interface ChartViewParts {
  readonly container: HTMLElement;
  readonly look: ChartLook;
  /** The bar under the crosshair; null when it has left. */
  readonly onHover: (bar: Bar | null) => void;
  /** For bars that do not change more can be shown than the live window holds. */
  readonly barsMax?: number;
  /** Where the pane of a feature begins, pixels from the top; null while there is none. */
  readonly onFeatureTop?: (top: number | null) => void;
}

export class ChartView implements Disposable {
  private readonly chart: IChartApi;
  private readonly candles: ISeriesApi<'Candlestick'>;
  private readonly volume: ISeriesApi<'Histogram'>;
  private readonly markers: ISeriesMarkersPluginApi<Time>;
  private readonly overlay: OverlayPrimitive;
  private readonly lastPrice: IPriceLine;
  private readonly lines = new Map<string, IPriceLine>();
  private readonly onHover: (bar: Bar | null) => void;
  private readonly barsMax: number;
  private readonly onFeatureTop: (top: number | null) => void;
  private readonly resized: ResizeObserver;
  private feature: FeaturePane | null = null;
  private frame = 0;
  private look: ChartLook;
  private instrument: Instrument | undefined;
  private bars: Bar[] = [];
  private marks: readonly SuggestionMark[] = [];
  private shownLines: readonly PriceLine[] = [];
  private hovered = -1;

  constructor({ container, look, onHover, barsMax = liveBarsMax, onFeatureTop = () => {} }: ChartViewParts) {
    this.barsMax = barsMax;
    this.onFeatureTop = onFeatureTop;
    this.look = look;
    this.onHover = onHover;
    this.chart = createChart(container, { ...look.options, autoSize: true, timeScale: { ...look.options.timeScale, rightOffset: 18, barSpacing: 7, minBarSpacing: 1 } });
    this.candles = this.chart.addSeries(CandlestickSeries, { ...look.candles, priceLineVisible: false, lastValueVisible: false });
    // The library would paint the label of a hollow candle in the colour of its empty body.
    this.lastPrice = this.candles.createPriceLine({ price: 0, lineVisible: false, axisLabelVisible: false, title: '' });
    this.volume = this.chart.addSeries(HistogramSeries, { priceScaleId: 'volume', priceFormat: { type: 'volume' }, color: look.volume, lastValueVisible: false, priceLineVisible: false });
    this.volume.priceScale().applyOptions({ scaleMargins: { top: 0.86, bottom: 0 } });
    this.markers = createSeriesMarkers(this.candles, []);
    this.overlay = new OverlayPrimitive(look.overlay);
    this.candles.attachPrimitive(this.overlay);
    this.chart.subscribeCrosshairMove((event) => this.hover(event));
    this.resized = new ResizeObserver(() => this.tellFeatureTop());
    this.resized.observe(container);
  }

  setLook(look: ChartLook): void {
    this.look = look;
    this.chart.applyOptions(look.options);
    this.candles.applyOptions(look.candles);
    this.volume.applyOptions({ color: look.volume });
    this.overlay.setColours(look.overlay);
    this.feature?.setLook(look);
    this.setMarks(this.marks);
    this.labelLast();
    this.clearLines();
    this.setLines(this.shownLines);
  }

  setInstrument(instrument: Instrument, zone: Zone): void {
    const changed = this.instrument?.symbol !== instrument.symbol;
    this.instrument = instrument;
    const digits = priceDigits(instrument);
    this.candles.applyOptions({ priceFormat: { type: 'custom', minMove: priceToNumber(instrument, 1), formatter: (price: number) => formatNumber(price, digits) } });
    const daily = instrument.barSeconds >= 86_400;
    this.chart.applyOptions({
      localization: { timeFormatter: (time: Time) => formatTime(micros(time), zone, daily ? 'date' : 'dateTime') },
      timeScale: {
        timeVisible: !daily, secondsVisible: instrument.barSeconds < 60,
        tickMarkFormatter: (time: Time, kind: number) => formatTime(micros(time), zone, kind <= 2 ? 'date' : 'minute'),
      },
    });
    if (changed) this.setBars([]);
  }

  /** Replaces all bars. */
  setBars(bars: readonly Bar[]): void {
    const first = this.bars.length === 0;
    this.bars = bars.slice(-this.barsMax);
    this.candles.setData(this.bars.map((bar) => this.candle(bar)));
    this.volume.setData(this.bars.map((bar) => volumeOf(bar)));
    this.feature?.setBars(this.bars);
    this.overlay.set({ lastIndex: this.bars.length - 1 });
    this.labelLast();
    if (first && this.bars.length > 0) {
      this.chart.priceScale('right').setAutoScale(true);
      this.chart.timeScale().scrollToRealTime();
    }
  }

  /** Puts newer bars in: the forming one again and again, then its successor. */
  update(bars: readonly Bar[]): void {
    for (const bar of bars) {
      const last = this.bars.at(-1);
      if (last && bar.start < last.start) return this.setBars(merged(this.bars, bars));
      if (last && bar.start === last.start) this.bars[this.bars.length - 1] = bar;
      else this.bars.push(bar);
      if (this.bars.length > this.barsMax + slack) return this.setBars(this.bars);
      this.candles.update(this.candle(bar));
      this.volume.update(volumeOf(bar));
    }
    this.overlay.set({ lastIndex: this.bars.length - 1 });
    this.labelLast();
    if (this.hovered === this.bars.length - 1) this.onHover(this.bars.at(-1) ?? null);
  }

  setMarks(marks: readonly SuggestionMark[]): void {
    this.marks = marks;
    this.markers.setMarkers(marks.map((mark): SeriesMarker<Time> => ({
      id: mark.id, time: mark.seconds as UTCTimestamp, position: mark.side === 'buy' ? 'belowBar' : 'aboveBar',
      shape: mark.shape === 'arrow' ? (mark.side === 'buy' ? 'arrowUp' : 'arrowDown') : mark.shape === 'square' ? 'square' : 'circle',
      color: this.look[mark.tone], size: mark.large ? 1.4 : mark.shape === 'dot' ? 0.4 : 0.8, ...(mark.text === '' ? {} : { text: mark.text }),
    })));
  }

  setFills(fills: readonly FillMark[]): void {
    this.overlay.set({ fills });
  }

  setFan(fan: Fan | null, fanLabel: string): void {
    this.overlay.set({ fan, fanLabel });
  }

  /** Opens the pane of a feature, empty until its values are there, or takes it away. */
  setFeature(content: FeatureContent | null, isOpen: boolean): void {
    if (isOpen) {
      this.feature ??= new FeaturePane(this.chart, this.look);
      this.feature.set(content, this.bars);
    } else {
      this.feature?.dispose();
      this.feature = null;
    }
    this.tellFeatureTop();
  }

  /** Draws these lines and no others; a line that stays is moved, not made again. */
  setLines(lines: readonly PriceLine[]): void {
    this.shownLines = lines;
    const instrument = this.instrument;
    if (!instrument) return;
    const wanted = new Set(lines.map((line) => line.key));
    for (const [key, line] of this.lines) {
      if (wanted.has(key)) continue;
      this.candles.removePriceLine(line);
      this.lines.delete(key);
    }
    for (const line of lines) {
      const color = this.look[line.tone];
      const options = {
        price: priceToNumber(instrument, line.ticks), title: '', color, lineWidth: 1 as const, lineStyle: strokes[line.stroke], lineVisible: true,
        // What is far away and rarely reached carries its price in its name and leaves the axis free.
        axisLabelVisible: line.stroke !== 'sparse',
      };
      const known = this.lines.get(line.key);
      if (known) known.applyOptions(options);
      else this.lines.set(line.key, this.candles.createPriceLine(options));
    }
    this.overlay.set({ labels: lines.map((line) => ({ price: priceToNumber(instrument, line.ticks), text: line.title, color: this.look[line.tone] })) });
  }

  /** Moves the crosshair by `steps` bars from where it is, or from the last bar; for the keyboard. */
  moveCrosshair(steps: number): void {
    const index = Math.min(this.bars.length - 1, Math.max(0, (this.hovered < 0 ? this.bars.length : this.hovered) + steps));
    const bar = this.bars[index];
    if (!bar || !this.instrument) return;
    this.hovered = index;
    this.chart.setCrosshairPosition(priceToNumber(this.instrument, bar.close), chartSeconds(bar) as UTCTimestamp, this.candles);
    this.onHover(bar);
  }

  toNewest(): void {
    this.chart.timeScale().scrollToRealTime();
  }

  /** Shows all bars there are. */
  fit(): void {
    this.chart.timeScale().fitContent();
  }

  dispose(): void {
    cancelAnimationFrame(this.frame);
    this.resized.disconnect();
    this.chart.remove();
  }

  /** The library lays its panes out in its next frame. */
  private tellFeatureTop(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => { this.frame = requestAnimationFrame(() => this.onFeatureTop(this.feature?.top() ?? null)); });
  }

  private labelLast(): void {
    const bar = this.bars.at(-1);
    if (!bar || !this.instrument) return this.lastPrice.applyOptions({ axisLabelVisible: false });
    this.lastPrice.applyOptions({ price: priceToNumber(this.instrument, bar.close), axisLabelVisible: true, axisLabelColor: bar.close < bar.open ? this.look.down : this.look.up });
  }

  private clearLines(): void {
    for (const line of this.lines.values()) this.candles.removePriceLine(line);
    this.lines.clear();
  }

  private hover(event: MouseEventParams): void {
    if (event.logical === undefined || event.time === undefined) {
      // setCrosshairPosition reports without a point of the pointer: it is our own.
      if (event.point === undefined && this.hovered >= 0) this.onHover(null);
      this.hovered = -1;
      return;
    }
    this.hovered = event.logical;
    this.onHover(this.bars[event.logical] ?? null);
  }

  private candle(bar: Bar): { time: UTCTimestamp; open: number; high: number; low: number; close: number } {
    const price = (ticks: number): number => (this.instrument ? priceToNumber(this.instrument, ticks) : ticks);
    return { time: chartSeconds(bar) as UTCTimestamp, open: price(bar.open), high: price(bar.high), low: price(bar.low), close: price(bar.close) };
  }
}

const volumeOf = (bar: Bar): { time: UTCTimestamp; value: number } | { time: UTCTimestamp } =>
  bar.volume === null ? { time: chartSeconds(bar) as UTCTimestamp } : { time: chartSeconds(bar) as UTCTimestamp, value: bar.volume };

const micros = (time: Time): number => (typeof time === 'number' ? time * 1_000_000 : 0);

/** Both lists by start; a bar of `newer` takes the place of one with the same start. */
function merged(older: readonly Bar[], newer: readonly Bar[]): readonly Bar[] {
  const byStart = new Map([...older, ...newer].map((bar) => [bar.start, bar]));
  return [...byStart.values()].sort((a, b) => a.start - b.start);
}
