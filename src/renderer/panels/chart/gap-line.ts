/** A line that breaks where values are missing, over a faint band and a zero line: the library's own joins what is on either side of a gap. */
import {
  customSeriesDefaultOptions, type CustomData, type CustomSeriesOptions, type CustomSeriesPricePlotValues, type CustomSeriesWhitespaceData, type ICustomSeriesPaneRenderer,
  type ICustomSeriesPaneView, type PaneRendererCustomData, type PriceToCoordinateConverter, type Time,
} from 'lightweight-charts';
import type { Range } from './feature-history.ts';

export interface GapLineDatum extends CustomData<Time> {
  readonly value: number;
  readonly isAfterGap: boolean;
}

export interface GapLineColours {
  readonly line: string;
  readonly band: string;
  readonly zero: string;
}

type Target = Parameters<ICustomSeriesPaneRenderer['draw']>[0];
type Data = PaneRendererCustomData<Time, GapLineDatum>;
const bandAlpha = 0.09;
const dot = 1.75;

export class GapLine implements ICustomSeriesPaneView<Time, GapLineDatum> {
  private data: Data | null = null;
  private colours: GapLineColours;
  private range: Range | null = null;

  constructor(colours: GapLineColours) {
    this.colours = colours;
  }

  setColours(colours: GapLineColours): void {
    this.colours = colours;
  }

  /** What the band covers; null for no band. */
  setRange(range: Range | null): void {
    this.range = range;
  }

  update(data: Data): void {
    this.data = data;
  }

  /** Zero is always in view: a feature is read against it. */
  priceValueBuilder({ value }: GapLineDatum): CustomSeriesPricePlotValues {
    return [Math.min(0, value), Math.max(0, value), value];
  }

  isWhitespace(datum: GapLineDatum | CustomSeriesWhitespaceData<Time>): datum is CustomSeriesWhitespaceData<Time> {
    return !('value' in datum);
  }

  defaultOptions(): CustomSeriesOptions {
    return { ...customSeriesDefaultOptions };
  }

  renderer(): ICustomSeriesPaneRenderer {
    return { draw: (target, converter) => this.draw(target, converter) };
  }

  private draw(target: Target, y: PriceToCoordinateConverter): void {
    target.useMediaCoordinateSpace(({ context, mediaSize }) => {
      context.save();
      this.drawBand(context, mediaSize, y);
      this.drawZero(context, mediaSize.width, y(0));
      this.drawLine(context, y);
      context.restore();
    });
  }

  private drawBand(context: CanvasRenderingContext2D, { width, height }: { readonly width: number; readonly height: number }, y: PriceToCoordinateConverter): void {
    const [top, bottom] = this.range ? [y(this.range.high), y(this.range.low)] : [null, null];
    if (top === null || bottom === null) return;
    const from = Math.max(0, top);
    context.globalAlpha = bandAlpha;
    context.fillStyle = this.colours.band;
    context.fillRect(0, from, width, Math.max(0, Math.min(height, bottom) - from));
    context.globalAlpha = 1;
  }

  private drawZero(context: CanvasRenderingContext2D, width: number, at: number | null): void {
    if (at === null) return;
    context.strokeStyle = this.colours.zero;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(0, Math.round(at) + 0.5);
    context.lineTo(width, Math.round(at) + 0.5);
    context.stroke();
  }

  private drawLine(context: CanvasRenderingContext2D, y: PriceToCoordinateConverter): void {
    const visible = this.data?.visibleRange;
    if (!this.data || !visible) return;
    context.strokeStyle = context.fillStyle = this.colours.line;
    context.lineWidth = 1.25;
    context.lineJoin = 'round';
    context.beginPath();
    // One before and one after what is in view, so that the line runs out of the pane.
    const [from, to] = [Math.max(0, visible.from - 1), Math.min(this.data.bars.length, visible.to + 1)];
    for (let i = from; i < to; i++) {
      const bar = this.data.bars[i];
      const at = bar && y(bar.originalData.value);
      if (!bar || at === null || at === undefined) continue;
      const isAlone = bar.originalData.isAfterGap && (this.data.bars[i + 1]?.originalData.isAfterGap ?? true);
      if (isAlone) context.fillRect(bar.x - dot, at - dot, 2 * dot, 2 * dot);
      else if (i === from || bar.originalData.isAfterGap) context.moveTo(bar.x, at);
      else context.lineTo(bar.x, at);
    }
    context.stroke();
  }
}
