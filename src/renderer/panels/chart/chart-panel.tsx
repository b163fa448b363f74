/** The chart of the selected instrument: bars, what the model expects, what was suggested, what works, what filled, what binds. */
import { useContext, useRef, useState } from 'react';
import type { Bar } from '../../../shared/domain/bar.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { useFeatures } from '../../connection/use-features.ts';
import { changeChart, chooseFeature, useChartChoice, useIsChoosing } from '../../stores/chart-choices.ts';
import { useCoreNow } from '../../stores/clock.ts';
import { useInstrument, useQuote } from '../../stores/lookups.ts';
import { useFreshness } from '../../stores/link.ts';
import { useLinkedInstrument } from '../../stores/selection.ts';
import { useStreamPart } from '../../stores/use-stream.ts';
import { Age } from '../../ui/age.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { DockedPanel } from '../../ui/header-slot.tsx';
import { PanelFrame } from '../../ui/panel-frame.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { BarReadout } from './bar-readout.tsx';
import { timeframeWord } from './bar-times.ts';
import { BarsTable } from './bars-table.tsx';
import './chart.css';
import { FeatureChooser } from './feature-chooser.tsx';
import { FeatureLine } from './feature-line.tsx';
import { LimitReadout } from './limit-readout.tsx';
import { useChart } from './use-chart.ts';
import { useFeatureHistory, type FeatureHistory } from './use-feature-history.ts';

export function ChartPanel() {
  const symbol = useLinkedInstrument();
  const instrument = useInstrument(symbol);
  const { link, why } = useStreamPart('marketData.instruments', {}, (state) => ({ link: state.link, why: state.why }));
  if (!instrument) {
    return (
      <PanelFrame title="Chart" state={link} why={why} awaiting="instruments of the venue">
        <EmptyState title={symbol === null ? 'No instrument is selected' : `${symbol} is not an instrument of this venue`}>Select a suggestion (keys j and k) or a row of the watchlist; its chart stands here.</EmptyState>
      </PanelFrame>
    );
  }
  return <ChartOf instrument={instrument} />;
}

function ChartOf({ instrument }: { readonly instrument: Instrument }) {
  const { symbol } = instrument;
  const panelId = useContext(DockedPanel)?.panelId ?? 'chart';
  const { link, why, count, lastEnd } = useStreamPart('marketData.bars', { symbol }, (state) => (
    { link: state.link, why: state.why, count: state.value?.length ?? 0, lastEnd: state.value?.at(-1)?.end ?? null }
  ));
  const quote = useQuote(symbol);
  const { feature, form } = useChartChoice(panelId);
  const isChoosing = useIsChoosing(panelId);
  const { features } = useFeatures();
  const history = useFeatureHistory(symbol, feature);
  const body = useRef<HTMLDivElement>(null);
  const focusBars = (): void => body.current?.querySelector<HTMLElement>('.chart-canvas, .chart-table')?.focus();
  const remove = (): void => { changeChart(panelId, { feature: null }); focusBars(); };
  const stale = quote !== undefined && quote.state !== 'live';
  const parts: BarsProps = { instrument, history, count, lastEnd, onRemove: remove };
  return (
    <PanelFrame title="Chart" state={link} why={why} awaiting={`bars of ${symbol}`}
      subject={<>{symbol} <span className="muted small">{instrument.name}</span></>}
      age={<QuoteAge state={quote?.state ?? 'never'} receivedAt={quote?.receivedAt ?? null} />}
      actions={(
        <>
          <span className="chart-opener"><Button tone="quiet" keys="Shift+F" label="Draw the history of a feature under the price" pressed={feature !== null} onPress={() => chooseFeature(isChoosing ? null : panelId)}>Feature</Button></span>
          <span className="chart-form"><Segmented label="Bars as" segments={forms} value={form} onChange={(to) => changeChart(panelId, { form: to })} /></span>
        </>
      )}>
      <div ref={body} className={`chart${stale ? ' is-quote-stale' : ''}${count === 0 ? ' is-empty' : ''}`}>
        {form === 'chart' ? <BarsChart key={symbol} {...parts} /> : <BarsList key={symbol} {...parts} />}
        {isChoosing && <FeatureChooser features={features} chosen={feature} onClose={() => chooseFeature(null)} onChoose={(name) => { changeChart(panelId, { feature: name }); chooseFeature(null); focusBars(); }} />}
      </div>
    </PanelFrame>
  );
}

const forms = [{ value: 'chart', label: 'Chart' }, { value: 'table', label: 'Table' }] as const;

interface BarsProps {
  readonly instrument: Instrument;
  readonly history: FeatureHistory | null;
  readonly count: number;
  /** End of the newest bar. */
  readonly lastEnd: number | null;
  readonly onRemove: () => void;
}

function BarsChart({ instrument, history, count, lastEnd, onRemove }: BarsProps) {
  const { symbol, barSeconds } = instrument;
  const last = useStreamPart('marketData.bars', { symbol }, (state) => state.value?.at(-1) ?? null);
  const headroom = useStreamPart('risk.overlay', { symbol }, (state) => state.value?.headroom ?? none);
  const [hovered, setHovered] = useState<Bar | null>(null);
  const { setContainer, press, featureTop } = useChart({ instrument, history, onHover: setHovered, onEscape: onRemove });
  return (
    <>
      <div className="chart-top">
        <span className="chart-frame">{timeframeWord(barSeconds)}</span>
        <BarReadout bar={hovered ?? last} instrument={instrument} />
      </div>
      <LimitReadout headroom={headroom} instrument={instrument} />
      {count === 0 && <NoBars instrument={instrument} />}
      <div ref={setContainer} className="chart-canvas" tabIndex={0} data-focus-first="" role="img" data-keys="arrows" onKeyDown={press}
        aria-label={`Bars of ${symbol}, ${timeframeWord(barSeconds)} each, with suggestions, working orders and fills${history ? `; under them ${history.label}, Escape removes it` : ''}. Left and right move through the bars. The table has the same bars.`} />
      {history && count > 0 && featureTop !== null && <FeatureLine history={history} top={featureTop} hovered={hovered} lastEnd={lastEnd} barSeconds={barSeconds} onRemove={onRemove} />}
      <a className="chart-credit" href="https://www.tradingview.com/" target="_blank" rel="noreferrer" title="Charting by TradingView">TradingView</a>
    </>
  );
}

function BarsList({ instrument, history, count, lastEnd, onRemove }: BarsProps) {
  if (count === 0) return <NoBars instrument={instrument} />;
  return (
    <>
      {history && <FeatureLine history={history} top={null} hovered={null} lastEnd={lastEnd} barSeconds={instrument.barSeconds} onRemove={onRemove} />}
      <BarsTable instrument={instrument} history={history} onEscape={onRemove} />
    </>
  );
}

const NoBars = ({ instrument }: { readonly instrument: Instrument }) => (
  <EmptyState title={`No bars of ${instrument.symbol} yet`}>The first is drawn as soon as the venue sends it; each covers {timeframeWord(instrument.barSeconds)}.</EmptyState>
);

const none: readonly never[] = [];

function QuoteAge({ state, receivedAt }: { readonly state: 'never' | 'live' | 'stale' | 'disconnected'; readonly receivedAt: number | null }) {
  const now = useCoreNow();
  return <Age freshness={useFreshness(state)} ageMs={receivedAt === null ? null : (now - receivedAt) / 1000} label="quote" />;
}
