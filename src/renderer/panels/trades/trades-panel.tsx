/** Time and sales: every print of the linked instrument, newest first, with the aggressor by sign and shape. */
import { memo, useState } from 'react';
import type { NumberedPrint } from '../../../shared/contract/market-data.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { quantityLots, type QuantityLots } from '../../../shared/domain/numbers.ts';
import { useCoreNow } from '../../stores/clock.ts';
import { useFreshness } from '../../stores/link.ts';
import { useInstrument, useQuote } from '../../stores/lookups.ts';
import { useLinkedInstrument } from '../../stores/selection.ts';
import { useSettings } from '../../stores/settings.ts';
import { useStream, useStreamPart } from '../../stores/use-stream.ts';
import { Age } from '../../ui/age.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Field } from '../../ui/field.tsx';
import { formatPercent, formatPrice, formatQuantity, formatTime, nothing, readQuantity, type Zone } from '../../ui/format.ts';
import { PanelFrame } from '../../ui/panel-frame.tsx';
import { flowOf, imbalance, largeFrom, shownPrints } from './trades.ts';
import './trades.css';

export function TradesPanel() {
  const symbol = useLinkedInstrument();
  const instruments = useStreamPart('marketData.instruments', {}, (s) => ({ link: s.link, why: s.why }));
  if (symbol === null) {
    return <PanelFrame title="Time and sales" state={instruments.link} why={instruments.why} awaiting="instruments of the venue"><EmptyState title="No instrument">Choose one in the watchlist.</EmptyState></PanelFrame>;
  }
  return <Prints key={symbol} symbol={symbol} />;
}

function Prints({ symbol }: { readonly symbol: string }) {
  const { value, link, why } = useStream('marketData.trades', { symbol });
  const instrument = useInstrument(symbol);
  const feed = useFreshness(useQuote(symbol)?.state ?? 'never');
  const now = useCoreNow();
  const [minimum, setMinimum] = useState<QuantityLots>(quantityLots(1));
  const [held, setHeld] = useState<readonly NumberedPrint[] | null>(null);
  const all = value ?? [];
  const prints = held ?? all;
  const shown = shownPrints(prints, minimum);
  const flow = flowOf(shown);
  const balance = imbalance(flow);
  const newest = all.at(-1);
  const missed = held ? (newest?.seq ?? 0) - (held.at(-1)?.seq ?? 0) : 0;
  return (
    <PanelFrame title="Time and sales" subject={symbol} state={link} why={why} awaiting={`prints of ${symbol}`}
      age={<Age freshness={feed} ageMs={feed === 'live' ? 0 : newest ? Math.max(0, (now - newest.venueTime) / 1000) : null} label="feed" />}>
      <div className={`trades${feed === 'live' || feed === 'never' ? '' : ' is-stale'}`}>
        <div className="trades-head">
          <Field label="From size" unit="units" value={minimum} format={(lots) => formatQuantity(instrument, lots)} read={(text) => (instrument ? readQuantity(instrument, text) : { ok: false, why: 'No instrument' })}
            step={(lots, steps) => quantityLots(Math.max(1, lots + steps))} onChange={(lots) => { if (lots !== null) setMinimum(lots); }} />
          <Button tone="plain" pressed={held !== null} label={held ? 'Follow the market again' : 'Hold the list still'} onPress={() => setHeld(held ? null : all)}>{held ? `▶ Follow, ${missed} new` : '‖ Hold'}</Button>
          <span className="trades-flow small muted" title="Sizes in view by aggressor: bought less sold, of both">
            <span className="up">▲ <span className="figure figure-small">{formatQuantity(instrument, flow.boughtQty)}</span></span>{' '}
            <span className="down">▼ <span className="figure figure-small">{formatQuantity(instrument, flow.soldQty)}</span></span>{' '}
            <span className="figure figure-small">{balance === null ? nothing : formatPercent(balance, 0, 'always')}</span>
          </span>
        </div>
        {shown.length === 0
          ? <EmptyState title={prints.length === 0 ? 'No print yet' : 'No print of this size'}>{prints.length === 0 ? `Trades of ${symbol} appear here as the venue prints them.` : `${prints.length} smaller ones are filtered out.`}</EmptyState>
          : <PrintTable prints={shown} instrument={instrument} large={largeFrom(prints)} />}
      </div>
    </PanelFrame>
  );
}

function PrintTable({ prints, instrument, large }: { readonly prints: readonly NumberedPrint[]; readonly instrument: Instrument | undefined; readonly large: number | null }) {
  const zone = useSettings((s) => s.zone);
  return (
    <div className="trades-box" tabIndex={0} data-focus-first data-keys="arrows" role="region" aria-label="Prints, newest first">
      <table className="grid-table trades-table">
        <thead><tr><th className="text" scope="col">Time</th><th scope="col">Price</th><th scope="col">Size</th><th className="text" scope="col">Aggressor</th></tr></thead>
        <tbody>{prints.map((print) => <PrintRow key={print.seq} print={print} instrument={instrument} zone={zone} isLarge={large !== null && print.size >= large} />)}</tbody>
      </table>
    </div>
  );
}

const looks = {
  buy: { tone: 'up', words: '▲ bought' },
  sell: { tone: 'down', words: '▼ sold' },
  untold: { tone: 'muted', words: '· not told' },
} as const;

interface PrintRowProps {
  readonly print: NumberedPrint;
  readonly instrument: Instrument | undefined;
  readonly zone: Zone;
  readonly isLarge: boolean;
}

const PrintRow = memo(function PrintRow({ print, instrument, zone, isLarge }: PrintRowProps) {
  const look = looks[print.aggressor ?? 'untold'];
  return (
    <tr className={isLarge ? 'is-large' : undefined} title={`print ${print.seq}, ${formatTime(print.venueTime, zone, 'precise')}`}>
      <td className="text figure muted">{formatTime(print.venueTime, zone)}</td>
      <td className={`figure ${look.tone}`}>{formatPrice(instrument, print.price)}</td>
      <td className="figure trades-size">{isLarge && <span aria-hidden="true">■ </span>}{formatQuantity(instrument, print.size)}</td>
      <td className={`text ${look.tone}`}>{look.words}</td>
    </tr>
  );
});
