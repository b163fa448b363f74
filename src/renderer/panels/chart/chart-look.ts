/** The chart's colours from the tokens of the theme in force, and the options that are made of them. */
import { CrosshairMode, type CandlestickSeriesPartialOptions, type ChartOptions, type DeepPartial } from 'lightweight-charts';
import { modelHue, token } from '../../theme/theme.ts';
import type { GapLineColours } from './gap-line.ts';
import type { OverlayColours } from './overlay-primitive.ts';

export interface ChartLook {
  readonly up: string;
  readonly down: string;
  readonly muted: string;
  readonly plain: string;
  readonly danger: string;
  readonly warn: string;
  readonly unresolved: string;
  readonly volume: string;
  readonly options: DeepPartial<ChartOptions>;
  readonly candles: CandlestickSeriesPartialOptions;
  readonly overlay: OverlayColours;
  readonly feature: GapLineColours;
}

/** Read again when theme or palette change: a canvas does not follow custom properties by itself. */
export function chartLook(): ChartLook {
  const [up, down, panel, text, muted, line] = [token('--up'), token('--down'), token('--bg-panel'), token('--text-2'), token('--text-3'), token('--line')];
  const labels = token('--bg-selected');
  return {
    up, down, muted, plain: token('--text'), danger: token('--danger'), warn: token('--warn'), unresolved: token('--unresolved'),
    volume: token('--line-strong'),
    options: {
      layout: {
        background: { color: panel }, textColor: text, fontFamily: token('--font-figure'), fontSize: 11,
        // The library would write its logo into the page as markup, which the page's policy forbids (trusted types);
        // chart-panel.tsx carries the attribution and the link that its licence asks for.
        attributionLogo: false,
        // The share of each pane is fixed, as nothing but a pointer could change it.
        panes: { separatorColor: line, separatorHoverColor: line, enableResize: false },
      },
      grid: { vertLines: { color: token('--chart-grid') }, horzLines: { color: token('--chart-grid') } },
      crosshair: {
        mode: CrosshairMode.Normal,
        vertLine: { color: muted, width: 1, style: 2, labelBackgroundColor: labels }, horzLine: { color: muted, width: 1, style: 2, labelBackgroundColor: labels },
      },
      rightPriceScale: { borderColor: line, scaleMargins: { top: 0.16, bottom: 0.2 } },
      timeScale: { borderColor: line },
    },
    // Rising bars are hollow and falling ones full, so that direction is a shape as well as a colour.
    candles: { upColor: panel, borderUpColor: up, wickUpColor: up, downColor: down, borderDownColor: down, wickDownColor: down },
    feature: { line: token('--text'), band: token(modelHue('drift-linear')), zero: muted },
    overlay: { fan: token(modelHue('drift-linear')), up, down, ink: token('--text-strong'), paper: panel, font: token('--font-text') },
  };
}
