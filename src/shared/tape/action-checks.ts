/** Whether splits, dividends and the adjusted close of a daily file agree with its prices. */
import { ratioText, reportRow, type BarCheckContext } from './bar-checks.ts';

/** How far a split's price move may be from the split, as a ratio. */
const splitTolerance = 0.3;
/** A dividend above this share of the price before is a special one, a spin-off, or wrong. */
const largeDividend = 0.1;
/** How far the step of the adjusted close may be from what prices and actions give (relation 8 of the data README). */
const adjustedTolerance = 0.01;

export function checkActions(context: BarCheckContext): void {
  const { bars } = context;
  if (!bars.actions) return;
  for (let i = 1; i < bars.close.length; i += 1) {
    const before = bars.close[i - 1] ?? 0, close = bars.close[i] ?? 0;
    const split = bars.actions.split[i] ?? 1, dividend = bars.actions.dividend[i] ?? 0;
    if (split !== 1 && split > 0 && dividend === 0 && Math.abs((close * split) / before - 1) > splitTolerance) {
      reportRow(context, i, 'split', 'corporate-action', `split ${split} but close ratio ${ratioText(close / before)}`);
    }
    if (dividend > before) {
      reportRow(context, i, 'dividend-above-price', 'corporate-action', `dividend ${dividend} is larger than the close before, ${before}`);
    } else if (dividend > largeDividend * before) {
      reportRow(context, i, 'large-dividend', 'corporate-action', `dividend ${dividend} on a close of ${before}: special dividend or spin-off`);
    }
    checkAdjusted(context, i, before, close, split, dividend);
  }
}

function checkAdjusted(context: BarCheckContext, i: number, before: number, close: number, split: number, dividend: number): void {
  const adjusted = context.bars.actions?.adjusted ?? [];
  const step = (adjusted[i] ?? NaN) / (adjusted[i - 1] ?? NaN);
  const added = (close * split + dividend) / before, divided = (close * split) / before / (1 - dividend / before);
  const addedBeforeSplit = ((close + dividend) * split) / before;
  const far = [added, divided, addedBeforeSplit].every((expected) => !(Math.abs(step / expected - 1) <= adjustedTolerance));
  if (far && Number.isFinite(step)) {
    reportRow(context, i, 'adjusted', 'corporate-action',
      `adjusted close steps by ${ratioText(step)}, prices and actions give ${ratioText(added)}`);
  }
}
