/** Open, high, low, close, change and volume of the bar under the crosshair, or of the newest. */
import type { Bar } from '../../../shared/domain/bar.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { useSettings } from '../../stores/settings.ts';
import { Figure, toneOf } from '../../ui/figure.tsx';
import { formatPercent, formatPrice, formatQuantity, formatTime } from '../../ui/format.ts';

export function BarReadout({ bar, instrument }: { readonly bar: Bar | null; readonly instrument: Instrument }) {
  const zone = useSettings((s) => s.zone);
  if (!bar) return null;
  const change = bar.open > 0 ? bar.close / bar.open - 1 : null;
  const price = (ticks: number) => <Figure text={formatPrice(instrument, ticks)} size="small" tone="strong" />;
  return (
    <div className="chart-bar">
      <Figure text={formatTime(bar.start, zone, instrument.barSeconds >= 86_400 ? 'date' : 'minute')} size="small" tone="muted" />
      <span>O {price(bar.open)}</span><span>H {price(bar.high)}</span><span>L {price(bar.low)}</span><span>C {price(bar.close)}</span>
      <Figure text={formatPercent(change, 2, 'always')} size="small" tone={toneOf(change)} />
      {bar.volume !== null && <span>V <Figure text={formatQuantity(instrument, bar.volume)} size="small" tone="strong" /></span>}
    </div>
  );
}
