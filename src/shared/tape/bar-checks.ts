/**
 * What is odd about a series of bars taken together (TP-9). Every finding here keeps the bars as they are: a crash looks
 * like a bad print, and only a person can tell them apart. Points of quote bars that are crossed make no quotes.
 */
import type { DefectCode } from '../domain/data-defect.ts';
import type { FileDefects } from './defects.ts';
import type { InstrumentFacts } from './instrument-facts.ts';
import type { RawBars } from './raw-series.ts';
import { checkActions } from './action-checks.ts';
import { checkGaps } from './gap-checks.ts';
import { checkQuoteBars } from './quote-bar-checks.ts';

export interface BarCheckContext {
  readonly bars: RawBars;
  readonly barSeconds: number;
  readonly symbol: string;
  readonly facts: InstrumentFacts;
  readonly defects: FileDefects;
}

/** Change of the close from bar to bar from which it is named: of a day, and of a shorter bar. */
const jumpLimit = {
  equity: [0.4, 0.15], etf: [0.2, 0.1], index: [0.4, 0.15], fx: [0.05, 0.02], crypto: [0.4, 0.1], future: [0.15, 0.03], commodity: [0.4, 0.05],
} as const;
/** A move this large that is undone by the next bar: of a day, and of a shorter bar. */
const spikeLimit = { daily: 0.25, intraday: 0.05 } as const;
/** Share of opens that copy the close before, from which the open column is doubted. */
const copiedOpensMin = 0.1;
/** Fewer copies than this prove nothing. */
const copiedOpensRowsMin = 20;

export function checkBars(context: BarCheckContext): void {
  checkFlatAndIdle(context);
  checkPriceMoves(context);
  checkCopiedOpens(context);
  checkGaps(context);
  checkActions(context);
  checkQuoteBars(context);
}

/** One finding about row `i` of a series. */
export function reportRow({ bars, symbol, defects }: BarCheckContext, i: number, check: string, code: DefectCode, detail: string): void {
  defects.add({ check, code, action: 'warned', line: bars.lines[i] ?? 0, time: bars.stamps[i] ?? null, symbol, detail });
}

/** One finding about the whole series, which stands for `count` rows. */
export function reportSeries({ bars, symbol, defects }: BarCheckContext, count: number, code: DefectCode, detail: string): void {
  defects.addSummary({ check: code, code, action: 'warned', line: 0, time: bars.stamps.at(-1) ?? null, symbol, detail }, count);
}

function checkFlatAndIdle(context: BarCheckContext): void {
  const { bars } = context;
  if (bars.quotes) return;
  let flat = 0, idle = 0;
  for (const [i, high] of bars.high.entries()) {
    if (high === bars.low[i]) flat += 1;
    if (bars.volume && bars.volume[i] === 0) idle += 1;
  }
  const rows = bars.stamps.length;
  if (flat === rows && bars.volume === null) {
    reportSeries(context, rows, 'no-range', `one price a bar in all ${rows} rows: open, high, low and close are equal`);
  } else reportSeries(context, flat, 'flat-bar', `${flat} of ${rows} bars have one price`);
  reportSeries(context, idle, 'zero-volume', `${idle} of ${rows} bars have volume 0`);
}

function checkPriceMoves(context: BarCheckContext): void {
  const { bars, facts } = context;
  const jump = jumpLimit[facts.assetClass][bars.daily ? 0 : 1];
  const spike = bars.daily ? spikeLimit.daily : spikeLimit.intraday;
  for (let i = 0; i < bars.close.length; i += 1) {
    const close = bars.close[i] ?? 0, before = bars.close[i - 1] ?? 0, after = bars.close[i + 1] ?? 0;
    if (close <= 0) reportRow(context, i, 'non-positive-price', 'non-positive-price', `close ${close}; kept, a ${facts.assetClass} can trade there`);
    if (i === 0 || before <= 0 || close <= 0) continue;
    const move = close / before - 1;
    const back = after > 0 ? after / close - 1 : 0;
    if (Math.abs(move) > spike && Math.abs(back) > spike && Math.sign(move) !== Math.sign(back)) {
      reportRow(context, i, 'spike', 'price-jump', `close ${before} to ${close} and back to ${after}: a bad print, or a true spike`);
    } else if (Math.abs(move) > jump && !hasAction(bars, i)) {
      reportRow(context, i, 'jump', 'price-jump', `close ${before} to ${close} (ratio ${ratioText(close / before)}) without a split or large dividend`);
    }
  }
}

/** Four decimals of a ratio, for messages. */
export const ratioText = (ratio: number): string => String(Math.round(ratio * 1e4) / 1e4);

/** Whether the row has a split, or a dividend of more than a tenth of the price before. */
function hasAction(bars: RawBars, i: number): boolean {
  const split = bars.actions?.split[i] ?? 1, dividend = bars.actions?.dividend[i] ?? 0;
  return split !== 1 || dividend > 0.1 * (bars.close[i - 1] ?? Infinity);
}

function checkCopiedOpens(context: BarCheckContext): void {
  const { bars, facts } = context;
  if (!bars.daily || bars.quotes || facts.calendar !== 'nyse') return;
  let copied = 0, ranged = 0;
  for (let i = 1; i < bars.open.length; i += 1) {
    if (bars.high[i] === bars.low[i]) continue;
    ranged += 1;
    if (bars.open[i] === bars.close[i - 1]) copied += 1;
  }
  if (copied >= copiedOpensRowsMin && copied > copiedOpensMin * ranged) {
    reportSeries(context, copied, 'stale-open', `open equals the close before in ${copied} of ${ranged} bars: copied, not traded`);
  }
}
