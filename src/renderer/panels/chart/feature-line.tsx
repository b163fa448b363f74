/** The line of words over the pane of a feature: what it is, its value at the crosshair, how old it is; or why nothing is drawn. */
import type { Bar } from '../../../shared/domain/bar.ts';
import { useMarketClock } from '../../stores/clock.ts';
import { useFreshness } from '../../stores/link.ts';
import { useSettings } from '../../stores/settings.ts';
import { Age } from '../../ui/age.tsx';
import { Figure } from '../../ui/figure.tsx';
import { formatTime } from '../../ui/format.ts';
import { formatFeature, unitWords } from '../why/parts.ts';
import { historyFreshness, outsideOf, valueAt, type HistoryState } from './feature-history.ts';
import type { FeatureHistory } from './use-feature-history.ts';

export interface FeatureLineProps {
  readonly history: FeatureHistory;
  /** Pixels from the top of the chart; null where it stands in the flow of the panel. */
  readonly top: number | null;
  /** The bar under the crosshair; null for none. */
  readonly hovered: Bar | null;
  /** End of the newest bar. */
  readonly lastEnd: number | null;
  readonly barSeconds: number;
  readonly onRemove: () => void;
}

export function FeatureLine({ history, top, hovered, lastEnd, barSeconds, onRemove }: FeatureLineProps) {
  const { label, info, state } = history;
  return (
    <div className={`chart-feature${top === null ? ' is-flowing' : ''}${state.kind === 'problem' || state.kind === 'never' ? ' is-in-words' : ''}`} style={top === null ? undefined : { top }} role="group" aria-label={`Feature: ${label}`}
      onKeyDown={(event) => { if (event.key === 'Escape') onRemove(); }}>
      <span className={info ? 'chart-feature-name term' : 'chart-feature-name'} title={info ? `${info.label}: ${info.glossary}\n${info.meaning}; ${unitWords(info.unit)}. Window: ${info.window}.` : undefined}>{label}</span>
      {state.kind === 'drawn' && <Value history={history} state={state} hovered={hovered} lastEnd={lastEnd} barSeconds={barSeconds} />}
      {state.kind === 'awaiting' && <span className="faint chart-late">awaiting its history</span>}
      <button type="button" className="notice-close chart-feature-close" aria-label={`Remove ${label}`} title="Remove (Esc in the chart)" onClick={onRemove}>×</button>
      {state.kind === 'problem' && <span className="chart-feature-problem"><span aria-hidden="true">⊘</span> No history: {state.words}</span>}
      {state.kind === 'never' && <span className="muted chart-feature-problem">Never seen: {state.words}</span>}
    </div>
  );
}

interface ValueProps extends Pick<FeatureLineProps, 'history' | 'hovered' | 'lastEnd' | 'barSeconds'> {
  readonly state: HistoryState & { readonly kind: 'drawn' };
}

function Value({ history, state, hovered, lastEnd, barSeconds }: ValueProps) {
  // Bars end in market time: a replayed or faster market's readings are as old as its own clock says.
  const { nowMicros } = useMarketClock();
  const zone = useSettings((s) => s.zone);
  const freshness = useFreshness(historyFreshness(state.newestAt, lastEnd, barSeconds) === 'stale' ? 'stale' : 'live');
  const { unit, range } = history;
  const pointed = hovered ? valueAt(state.values, hovered) : state.newest;
  const outside = outsideOf(pointed, range);
  const seen = range ? `Seen in training from ${formatFeature(range.low, unit)} to ${formatFeature(range.high, unit)}` : undefined;
  return (
    <>
      {pointed === null && <span className="chart-feature-missing">missing</span>}
      {pointed === undefined && <span className="faint">read when the bar ends</span>}
      {typeof pointed === 'number' && <Figure text={formatFeature(pointed, unit)} size="small" tone={outside ? 'warn' : 'strong'} source={seen} />}
      {outside && <span className="chart-feature-warn">⚠ {outside} training</span>}
      <span className="chart-feature-age"><span className="figure figure-small muted">{formatTime(state.newestAt, zone, barSeconds >= 86_400 ? 'date' : 'minute')}</span> <Age freshness={freshness} ageMs={nowMicros === null ? null : Math.max(0, (nowMicros - state.newestAt) / 1000)} label="newest reading, in market time" brief /></span>
      {range && <span className="muted chart-feature-band" title={seen}><span className="chart-feature-swatch" aria-hidden="true" />seen in training</span>}
      {state.missing > 0 && <span className="faint chart-feature-count">missing at {state.missing} of {state.values.size} bars</span>}
    </>
  );
}
