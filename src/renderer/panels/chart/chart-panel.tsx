/** The chart of the selected instrument: bars, what the model expects, what was suggested, what works, what filled, what binds. */
import { useState } from 'react';
import type { Bar } from '../../../shared/domain/bar.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { useCoreNow } from '../../stores/clock.ts';
import { useInstrument, useQuote } from '../../stores/lookups.ts';
import { useFreshness } from '../../stores/link.ts';
import { useLinkedInstrument } from '../../stores/selection.ts';
import { useStreamPart } from '../../stores/use-stream.ts';
import { Age } from '../../ui/age.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PanelFrame } from '../../ui/panel-frame.tsx';
import { BarReadout } from './bar-readout.tsx';
import { timeframeWord } from './bar-times.ts';
import './chart.css';
import { LimitReadout } from './limit-readout.tsx';
import { useChart } from './use-chart.ts';

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
  return <ChartOf key={instrument.symbol} instrument={instrument} />;
}

function ChartOf({ instrument }: { readonly instrument: Instrument }) {
  const { link, why, count, last } = useStreamPart('marketData.bars', { symbol: instrument.symbol }, (state) => (
    { link: state.link, why: state.why, count: state.value?.length ?? 0, last: state.value?.at(-1) ?? null }
  ));
  const headroom = useStreamPart('risk.overlay', { symbol: instrument.symbol }, (state) => state.value?.headroom ?? none);
  const quote = useQuote(instrument.symbol);
  const [hovered, setHovered] = useState<Bar | null>(null);
  const { setContainer, press } = useChart(instrument, setHovered);
  const stale = quote !== undefined && quote.state !== 'live';
  return (
    <PanelFrame title="Chart" state={link} why={why} awaiting={`bars of ${instrument.symbol}`}
      subject={<>{instrument.symbol} <span className="muted small">{instrument.name}</span></>}
      age={<QuoteAge state={quote?.state ?? 'never'} receivedAt={quote?.receivedAt ?? null} />}>
      <div className={`chart${stale ? ' is-quote-stale' : ''}${count === 0 ? ' is-empty' : ''}`}>
        <div className="chart-top">
          <span className="chart-frame">{timeframeWord(instrument.barSeconds)}</span>
          <BarReadout bar={hovered ?? last} instrument={instrument} />
        </div>
        <LimitReadout headroom={headroom} instrument={instrument} />
        {count === 0 && <EmptyState title={`No bars of ${instrument.symbol} yet`}>The first is drawn as soon as the venue sends it; each covers {timeframeWord(instrument.barSeconds)}.</EmptyState>}
        <div ref={setContainer} className="chart-canvas" tabIndex={0} role="img" data-keys="arrows" onKeyDown={press}
          aria-label={`Bars of ${instrument.symbol}, ${timeframeWord(instrument.barSeconds)} each, with suggestions, working orders and fills. Left and right move through the bars.`} />
        <a className="chart-credit" href="https://www.tradingview.com/" target="_blank" rel="noreferrer" title="Charting by TradingView">TradingView</a>
      </div>
    </PanelFrame>
  );
}

const none: readonly never[] = [];

function QuoteAge({ state, receivedAt }: { readonly state: 'never' | 'live' | 'stale' | 'disconnected'; readonly receivedAt: number | null }) {
  const now = useCoreNow();
  return <Age freshness={useFreshness(state)} ageMs={receivedAt === null ? null : (now - receivedAt) / 1000} label="quote" />;
}
