/** How alive what the panel explains is: the bar that was read, dimmed with its age once prices have stopped or a newer bar should stand here. */
import type { Instrument } from '../../../shared/domain/instrument.ts';
import type { FeedState } from '../../../shared/domain/connection.ts';
import { useCoreNow, useMarketClock } from '../../stores/clock.ts';
import { useFreshness } from '../../stores/link.ts';
import { useQuote } from '../../stores/lookups.ts';
import { useSettings } from '../../stores/settings.ts';
import { Age } from '../../ui/age.tsx';
import { formatTime } from '../../ui/format.ts';
import { readingFreshness, type Subject } from './subject.ts';

export interface ReadingLife {
  readonly freshness: FeedState;
  /** Since the last price of the instrument where prices have stopped, else market time since the bar's end; null where unknown. */
  readonly ageMs: number | null;
}

export function useReadingLife(subject: Subject | null, instrument: Instrument | undefined): ReadingLife {
  const row = useQuote(subject?.symbol ?? null);
  const quote = useFreshness(row?.state ?? 'never');
  const now = useCoreNow();
  const { nowMicros } = useMarketClock();
  const marketAgeMs = nowMicros === null || !subject?.signal ? null : Math.max(0, (nowMicros - subject.signal.asOf) / 1000);
  const freshness = readingFreshness({ quote, marketAgeMs, barMs: (instrument?.barSeconds ?? 60) * 1000, stands: subject?.suggestion?.status === 'open' });
  return { freshness, ageMs: quote === 'live' ? marketAgeMs : row === undefined || row.receivedAt === null ? null : (now - row.receivedAt) / 1000 };
}

export function ReadingAge({ asOf, life }: { readonly asOf: number; readonly life: ReadingLife }) {
  const zone = useSettings((s) => s.zone);
  return (
    <span className="why-age">
      {life.freshness === 'live'
        ? <span className="figure figure-small muted" title="End of the bar that was read, the newest there is">{formatTime(asOf, zone, 'minute')}</span>
        : <Age freshness={life.freshness} ageMs={life.ageMs} label={`reading of ${formatTime(asOf, zone, 'minute')}; no newer one, or prices have stopped`} />}
    </span>
  );
}
