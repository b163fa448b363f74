/** The pane under the price that draws one feature on the chart's own time axis. */
import type { IChartApi, ISeriesApi, Time, UTCTimestamp, WhitespaceData } from 'lightweight-charts';
import type { Disposable } from '../../../shared/base/disposable.ts';
import type { Bar } from '../../../shared/domain/bar.ts';
import { formatFeature } from '../why/parts.ts';
import type { ChartLook } from './chart-look.ts';
import { drawnPoints, type FeatureValues, type Range } from './feature-history.ts';
import { GapLine, type GapLineDatum } from './gap-line.ts';

export interface FeatureContent {
  readonly unit: string;
  readonly values: FeatureValues;
  /** Its range in training; null where that is not known. */
  readonly range: Range | null;
}

type Series = ISeriesApi<'Custom', Time, GapLineDatum | WhitespaceData>;
/** Share of the height that the feature takes. */
const share = 0.28;
/** Room at the top for the line of words that stands over the pane. */
const margins = { top: 0.26, bottom: 0.08 };

export class FeaturePane implements Disposable {
  private readonly chart: IChartApi;
  private readonly line: GapLine;
  private readonly series: Series;
  private content: FeatureContent | null = null;

  constructor(chart: IChartApi, look: ChartLook) {
    this.chart = chart;
    this.line = new GapLine(look.feature);
    this.series = chart.addCustomSeries(this.line, { priceLineVisible: false, lastValueVisible: false, color: look.feature.line }, 1) as unknown as Series;
    const [price, feature] = chart.panes();
    price?.setStretchFactor(1 - share);
    feature?.setStretchFactor(share);
    this.setLook(look);
  }

  setLook(look: ChartLook): void {
    this.line.setColours(look.feature);
    this.series.applyOptions({ color: look.feature.line });
    // The options of the chart are those of every pane's axis: what is this pane's own comes after them.
    this.series.priceScale().applyOptions({ scaleMargins: margins });
  }

  set(content: FeatureContent | null, bars: readonly Bar[]): void {
    const { unit } = content ?? { unit: '' };
    this.content = content;
    this.line.setRange(content?.range ?? null);
    this.series.applyOptions({ priceFormat: { type: 'custom', minMove: 0.01, formatter: (value: number) => formatFeature(value, unit) } });
    this.setBars(bars);
  }

  setBars(bars: readonly Bar[]): void {
    const points = this.content ? drawnPoints(bars, this.content.values) : [];
    this.series.setData(points.map(({ seconds, value, isAfterGap }) => ({ time: seconds as UTCTimestamp, value, isAfterGap })));
  }

  /** Where it begins, pixels from the top of the chart. */
  top(): number {
    return this.chart.paneSize(0).height + 1;
  }

  dispose(): void {
    this.chart.removeSeries(this.series as unknown as ISeriesApi<'Custom'>);
    if (this.chart.panes().length > 1) this.chart.removePane(1);
  }
}
