/** What is held, what it is worth, what it made: by instrument and in total by currency. */
import type { PositionRow } from '../../../shared/contract/portfolio.ts';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { useCoreNow } from '../../stores/clock.ts';
import { useFreshness } from '../../stores/link.ts';
import { useInstruments, useQuote } from '../../stores/lookups.ts';
import { useLinkedInstrument, useSelectInstrument } from '../../stores/selection.ts';
import { useStream } from '../../stores/use-stream.ts';
import { Age } from '../../ui/age.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Figure, toneOf } from '../../ui/figure.tsx';
import { formatMoney, formatMoneyShort, formatPrice, formatQuantity } from '../../ui/format.ts';
import { PanelFrame } from '../../ui/panel-frame.tsx';
import './positions.css';
import { totalsOf, type Total } from './totals.ts';

export function PositionsPanel() {
  const { value, link, why } = useStream('portfolio.positions', {});
  const instruments = useInstruments();
  const selected = useLinkedInstrument();
  const rows = value ?? [];
  return (
    <PanelFrame title="Positions" subject={<span className="muted small">{rows.filter((row) => row.quantity !== 0).length} held</span>} state={link} why={why} awaiting="positions">
      {rows.length === 0 ? <EmptyState title="No position">What fills appears here, marked at mid, with realised and unrealised P&L.</EmptyState> : (
        <div className="positions-box"><table className="grid-table positions">
          <thead>
            <tr>
              <th className="text" scope="col">Symbol</th>
              <th scope="col" title="Signed quantity in units">Qty</th>
              <th scope="col" title="Realised plus unrealised less fees, in the instrument's currency">Net P&L</th>
              <th scope="col" title="In the instrument's currency">Unreal.</th>
              <th scope="col" title="In the instrument's currency">Real.</th>
              <th scope="col" title="Average price of what is held">Avg px</th>
              <th scope="col" title="Mid at which the position is marked">Mark px</th>
              <th className="spare" scope="col" title="Commission and exchange fees, in the instrument's currency">Fees</th>
              <th scope="col" title="Signed market value, in the instrument's currency">Exposure</th>
              <th className="spare" scope="col" title="Open quantity of working buys and sells, units">Working B / S</th>
            </tr>
          </thead>
          <tbody>{rows.map((row) => <Row key={row.symbol} row={row} instrument={instruments.get(row.symbol)} selected={row.symbol === selected} />)}</tbody>
          <tfoot>{totalsOf(rows).map((total) => <TotalRow key={total.currency} total={total} />)}</tfoot>
        </table></div>
      )}
    </PanelFrame>
  );
}

function Row({ row, instrument, selected }: { readonly row: PositionRow; readonly instrument: Instrument | undefined; readonly selected: boolean }) {
  const select = useSelectInstrument();
  const now = useCoreNow();
  // The mark is as old as its quote, by the clock that received it: the venue's may stand in another year.
  const receivedAt = useQuote(row.symbol)?.receivedAt ?? null;
  const digits = row.currencyMinorDigits;
  const source = row.markedAt === null ? 'no mark yet' : `marked at mid; ${row.currency}`;
  const money = (minor: number | null, text: string) => <Figure text={text} tone={toneOf(minor, halfUnit(digits))} source={`${formatMoney(minor, digits, 'always')} ${row.currency}, ${source}`} />;
  const freshness = useFreshness(row.markState);
  const isOff = freshness !== 'live' && row.markPrice !== null;
  return (
    <tr className={selected ? 'is-selected' : undefined} onClick={() => select(row.symbol)}>
      <td className="text"><button type="button" className="row-button tone-strong" onClick={() => select(row.symbol)}>{row.symbol}</button></td>
      <td><Figure text={formatQuantity(instrument, row.quantity, 'always')} tone={row.quantity === 0 ? 'muted' : 'strong'} /></td>
      <td>{money(row.netMinor, formatMoneyShort(row.netMinor, digits, 'always'))}</td>
      <td>{money(row.unrealisedMinor, formatMoneyShort(row.unrealisedMinor, digits, 'always'))}</td>
      <td>{money(row.realisedMinor, formatMoneyShort(row.realisedMinor, digits, 'always'))}</td>
      <td><Figure text={formatPrice(instrument, row.averagePrice, 1)} /></td>
      <td className={isOff ? 'is-stale' : undefined}>
        {isOff && <Age freshness={freshness} ageMs={receivedAt === null ? null : (now - receivedAt) / 1000} label="mark" />} <Figure text={formatPrice(instrument, row.markPrice, 1)} />
      </td>
      <td className="spare"><Figure text={formatMoneyShort(row.feesMinor, digits)} source={`${formatMoney(row.feesMinor, digits)} ${row.currency}`} /></td>
      <td><Figure text={formatMoneyShort(row.exposureMinor, digits, 'always')} source={`${formatMoney(row.exposureMinor, digits, 'always')} ${row.currency}`} /></td>
      <td className="spare"><Figure text={`${formatQuantity(instrument, row.workingBuyQty)} / ${formatQuantity(instrument, row.workingSellQty)}`} tone={row.workingBuyQty + row.workingSellQty > 0 ? 'plain' : 'muted'} /></td>
    </tr>
  );
}

/** What is written without its cents keeps its colour for what can be read: less than half a unit is written 0. */
const halfUnit = (minorDigits: number): number => 10 ** minorDigits / 2;

function TotalRow({ total }: { readonly total: Total }) {
  const text = (minor: number | null): string => formatMoneyShort(minor, total.minorDigits, 'always');
  return (
    <tr>
      <td className="text tone-strong">{total.currency}</td>
      <td />
      <td><Figure text={text(total.netMinor)} tone={toneOf(total.netMinor, halfUnit(total.minorDigits))} source={total.unmarked > 0 ? `${total.unmarked} positions without a mark are left out` : undefined} /></td>
      <td><Figure text={text(total.unrealisedMinor)} tone={toneOf(total.unrealisedMinor, halfUnit(total.minorDigits))} /></td>
      <td><Figure text={text(total.realisedMinor)} tone={toneOf(total.realisedMinor, halfUnit(total.minorDigits))} /></td>
      <td colSpan={2} className="small faint">{total.unmarked > 0 ? `${total.unmarked} unmarked` : ''}</td>
      <td className="spare"><Figure text={formatMoneyShort(total.feesMinor, total.minorDigits)} /></td>
      <td><Figure text={text(total.exposureMinor)} /></td>
      <td className="spare" />
    </tr>
  );
}
