/** Labels that overlap share what they know: how much of each is its own. */

/** Bars that a label looks at, both ends included. */
export interface LabelSpan {
  readonly start: number;
  readonly end: number;
}

/** How many labels look at each bar, from bar 0 to the last end. */
export function concurrency(spans: readonly LabelSpan[]): Int32Array {
  const bars = spans.reduce((max, { end }) => Math.max(max, end + 1), 0);
  const change = new Int32Array(bars + 1);
  for (const { start, end } of spans) {
    change[start] = (change[start] ?? 0) + 1;
    change[end + 1] = (change[end + 1] ?? 0) - 1;
  }
  const count = new Int32Array(bars);
  for (let i = 0, open = 0; i < bars; i++) count[i] = open += change[i] ?? 0;
  return count;
}

/** Average uniqueness of each label (Lopez de Prado 2018, 4.4): the mean of 1 / concurrency over its bars. A weight of 1 is a label that stands alone. */
export function averageUniqueness(spans: readonly LabelSpan[]): Float64Array {
  const count = concurrency(spans);
  return Float64Array.from(spans, ({ start, end }) => {
    let sum = 0;
    for (let i = start; i <= end; i++) sum += 1 / (count[i] ?? 1);
    return sum / (end - start + 1);
  });
}
