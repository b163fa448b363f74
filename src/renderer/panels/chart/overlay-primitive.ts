/** What the chart library has no shape for: the fan of the expected range, the names of lines, and fills as diamonds. */
import type { AutoscaleInfo, IChartApi, IPrimitivePaneRenderer, IPrimitivePaneView, ISeriesApi, ISeriesPrimitive, Logical, SeriesAttachedParameter, Time, UTCTimestamp } from 'lightweight-charts';
import { fanEdges, type Fan } from './fan.ts';
import { sideBySide } from './label-places.ts';
import type { FillMark } from './marks.ts';

export interface OverlayColours {
  readonly fan: string;
  readonly up: string;
  readonly down: string;
  readonly ink: string;
  readonly paper: string;
  readonly font: string;
}

export interface OverlayContent {
  readonly fan: Fan | null;
  readonly fanLabel: string;
  readonly fills: readonly FillMark[];
  readonly labels: readonly { readonly price: number; readonly text: string; readonly color: string }[];
  /** Index of the last bar in the series. */
  readonly lastIndex: number;
}

type Target = Parameters<IPrimitivePaneRenderer['draw']>[0];
const diamond = 5;

export class OverlayPrimitive implements ISeriesPrimitive<Time> {
  private attachment: SeriesAttachedParameter<Time> | undefined;
  private content: OverlayContent = { fan: null, fanLabel: '', fills: [], labels: [], lastIndex: -1 };
  private colours: OverlayColours;
  private readonly views: readonly IPrimitivePaneView[];

  constructor(colours: OverlayColours) {
    this.colours = colours;
    this.views = [
      { zOrder: () => 'bottom', renderer: () => ({ draw: (target) => this.draw(target, (context, chart, series) => this.drawFan(context, chart, series)) }) },
      { zOrder: () => 'top', renderer: () => ({ draw: (target) => this.draw(target, (context, chart, series) => { this.drawLabels(context, chart, series); this.drawFills(context, chart, series); }) }) },
    ];
  }

  attached(attachment: SeriesAttachedParameter<Time>): void {
    this.attachment = attachment;
  }

  detached(): void {
    this.attachment = undefined;
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return this.views;
  }

  /** Keeps the fan's end in sight while its bars are. */
  autoscaleInfo(_from: Logical, to: Logical): AutoscaleInfo | null {
    const { fan, lastIndex } = this.content;
    return fan && to >= lastIndex ? { priceRange: { minValue: fan.low, maxValue: fan.high } } : null;
  }

  set(content: Partial<OverlayContent>): void {
    this.content = { ...this.content, ...content };
    this.attachment?.requestUpdate();
  }

  setColours(colours: OverlayColours): void {
    this.colours = colours;
    this.attachment?.requestUpdate();
  }

  private draw(target: Target, paint: (context: CanvasRenderingContext2D, chart: IChartApi, series: ISeriesApi<'Candlestick'>) => void): void {
    const attachment = this.attachment;
    if (!attachment) return;
    target.useMediaCoordinateSpace(({ context }) => {
      context.save();
      paint(context, attachment.chart as IChartApi, attachment.series as ISeriesApi<'Candlestick'>);
      context.restore();
    });
  }

  private drawFan(context: CanvasRenderingContext2D, chart: IChartApi, series: ISeriesApi<'Candlestick'>): void {
    const { fan, lastIndex } = this.content;
    if (!fan || lastIndex < 0) return;
    const scale = chart.timeScale();
    const origin = scale.logicalToCoordinate(lastIndex as Logical);
    if (origin === null) return;
    // The library places whole bars only; between them, and beyond the last, the spacing does.
    const spacing = scale.options().barSpacing;
    const edges = fanEdges(fan).flatMap(({ bar, low, high }) => {
      const [bottom, top] = [series.priceToCoordinate(low), series.priceToCoordinate(high)];
      return bottom === null || top === null ? [] : [{ x: origin + bar * spacing, top: top as number, bottom: bottom as number }];
    });
    const last = edges.at(-1);
    if (!last) return;
    context.beginPath();
    for (const { x, top } of edges) context.lineTo(x, top);
    for (const { x, bottom } of [...edges].reverse()) context.lineTo(x, bottom);
    context.closePath();
    context.fillStyle = context.strokeStyle = this.colours.fan;
    context.globalAlpha = 0.14;
    context.fill();
    context.globalAlpha = 0.75;
    context.lineWidth = 1;
    context.stroke();
  }

  /** Names of the lines, small and over the line's right end, instead of the library's filled boxes; those that would meet stand side by side. */
  private drawLabels(context: CanvasRenderingContext2D, chart: IChartApi, series: ISeriesApi<'Candlestick'>): void {
    context.font = `11px ${this.colours.font}`;
    context.textAlign = 'right';
    context.lineJoin = 'round';
    const labels = this.content.labels.flatMap((label) => {
      const y = series.priceToCoordinate(label.price);
      return y === null ? [] : [{ ...label, y: y - 4, width: context.measureText(label.text).width }];
    });
    const { fan, fanLabel } = this.content;
    const top = fan && series.priceToCoordinate(fan.high);
    if (typeof top === 'number') labels.push({ price: 0, text: fanLabel, color: this.colours.fan, y: top - 5, width: context.measureText(fanLabel).width });
    for (const { text, color, x, y } of sideBySide(labels, chart.timeScale().width() - 6)) {
      context.strokeStyle = this.colours.paper;
      context.lineWidth = 3;
      context.strokeText(text, x, y);
      context.fillStyle = color;
      context.fillText(text, x, y);
    }
  }

  private drawFills(context: CanvasRenderingContext2D, chart: IChartApi, series: ISeriesApi<'Candlestick'>): void {
    for (const fill of this.content.fills) {
      const x = chart.timeScale().timeToCoordinate(fill.seconds as UTCTimestamp);
      const y = series.priceToCoordinate(fill.price);
      if (x === null || y === null) continue;
      context.beginPath();
      context.moveTo(x, y - diamond);
      context.lineTo(x + diamond, y);
      context.lineTo(x, y + diamond);
      context.lineTo(x - diamond, y);
      context.closePath();
      context.fillStyle = fill.side === 'buy' ? this.colours.up : this.colours.down;
      context.strokeStyle = this.colours.ink;
      context.lineWidth = 1.5;
      context.fill();
      context.stroke();
    }
  }
}
