/** Crossed, locked and made-up quotes in bars that were recorded as bid and ask. */
import { reportSeries, type BarCheckContext } from './bar-checks.ts';

const points = ['open', 'high', 'low', 'close'] as const;
/** A closing spread that is a power of ten and this many times the median is a placeholder, when it comes often. */
const placeholderTimesMedian = 3;
const placeholderRowsMin = 20;

export function checkQuoteBars(context: BarCheckContext): void {
  const { bars, symbol, defects } = context;
  if (!bars.quotes) return;
  let locked = 0;
  for (const [p, point] of points.entries()) {
    const bids = bars.quotes.bid[p as 0 | 1 | 2 | 3], asks = bars.quotes.ask[p as 0 | 1 | 2 | 3];
    for (const [i, bid] of bids.entries()) {
      const ask = asks[i] ?? 0;
      if (bid === ask && point === 'close') locked += 1;
      if (bid <= ask) continue;
      defects.add({
        check: `crossed ${point}`, code: 'crossed', action: 'quarantined', line: bars.lines[i] ?? 0, time: bars.stamps[i] ?? null, symbol,
        detail: `bid ${bid} above ask ${ask} at the ${point}; no quote is made of it`,
      });
    }
  }
  reportSeries(context, locked, 'locked', `${locked} of ${bars.stamps.length} bars close with bid equal to ask`);
  if (bars.daily) checkPlaceholders(context, bars.quotes.bid[3], bars.quotes.ask[3]);
}

function checkPlaceholders(context: BarCheckContext, bids: readonly number[], asks: readonly number[]): void {
  const unit = 10 ** context.bars.priceRange.digits;
  const spreads = bids.map((bid, i) => Math.round(((asks[i] ?? 0) - bid) * unit));
  const median = [...spreads].sort((a, b) => a - b)[spreads.length >> 1] ?? 0;
  const counts = new Map<number, number>();
  for (const spread of spreads) if (isPowerOfTen(spread) && spread >= placeholderTimesMedian * median) counts.set(spread, (counts.get(spread) ?? 0) + 1);
  for (const [spread, count] of counts) {
    if (count < placeholderRowsMin) continue;
    reportSeries(context, count, 'placeholder-spread', `closing spread is exactly ${spread / unit} in ${count} bars, median ${median / unit}`);
  }
}

const isPowerOfTen = (value: number): boolean => value >= 10 && Number.isInteger(Math.log10(value));
