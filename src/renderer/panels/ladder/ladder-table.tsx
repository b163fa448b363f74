/** Rows of the ladder: volume, our buys, bids, price, asks, our sells. One tab stop; the cursor is a price. */
import { memo, type KeyboardEvent } from 'react';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import type { PriceTicks } from '../../../shared/domain/numbers.ts';
import type { Side } from '../../../shared/domain/order.ts';
import { selectOrder } from '../../stores/selection.ts';
import { formatPrice, formatQuantity } from '../../ui/format.ts';
import { sideWord } from '../../words/order-words.ts';
import type { LadderRow, OwnOrders } from './ladder-rows.ts';

export interface LadderTableProps {
  readonly instrument: Instrument;
  readonly rows: readonly LadderRow[];
  readonly cursor: PriceTicks;
  readonly armed: boolean;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onClick: (price: PriceTicks, column: Side | 'price') => void;
  readonly onCancel: (price: PriceTicks) => void;
}

export function LadderTable({ instrument, rows, cursor, armed, onKeyDown, onClick, onCancel }: LadderTableProps) {
  const most = rows.reduce((max, r) => Math.max(max, r.bidSize ?? 0, r.askSize ?? 0), 1);
  const mostVolume = rows.reduce((max, r) => Math.max(max, r.volume), 1);
  return (
    <div className={`ladder-grid${armed ? ' is-armed' : ''}`} role="grid" aria-label={`Ladder of ${instrument.symbol}`} tabIndex={0} data-focus-first
      aria-activedescendant={rows.some((r) => r.price === cursor) ? rowId(instrument, cursor) : undefined} onKeyDown={onKeyDown}>
      <div className="ladder-row ladder-heads" role="row">
        <span role="columnheader" title="Traded at this price since the core began to listen">Vol</span>
        <span role="columnheader" title="Your working buys, and about how much is ahead of the first">Buys</span>
        <span role="columnheader">Bid</span>
        <span role="columnheader" className="ladder-mid">Price {instrument.currency}</span>
        <span role="columnheader">Ask</span>
        <span role="columnheader" title="Your working sells, and about how much is ahead of the first">Sells</span>
      </div>
      {rows.map((row) => (
        <div key={row.price} id={rowId(instrument, row.price)} role="row" aria-selected={row.price === cursor}
          className={`ladder-row${row.price === cursor ? ' is-cursor' : ''}${row.touch === 'buy' ? ' is-bid' : row.touch === 'sell' ? ' is-ask' : ''}`}>
          <Volume instrument={instrument} size={row.volume} share={row.volume / mostVolume} boughtShare={row.boughtShare} />
          <Own instrument={instrument} side="buy" own={row.buys} onCancel={() => onCancel(row.price)} />
          <Displayed instrument={instrument} side="buy" size={row.bidSize} share={(row.bidSize ?? 0) / most} onClick={() => onClick(row.price, 'buy')} />
          <span role="gridcell" className="ladder-mid figure" onClick={() => onClick(row.price, 'price')}>
            {row.isLast && <span className="ladder-last" title="Last trade">◆</span>}{formatPrice(instrument, row.price)}
          </span>
          <Displayed instrument={instrument} side="sell" size={row.askSize} share={(row.askSize ?? 0) / most} onClick={() => onClick(row.price, 'sell')} />
          <Own instrument={instrument} side="sell" own={row.sells} onCancel={() => onCancel(row.price)} />
        </div>
      ))}
    </div>
  );
}

const rowId = (instrument: Instrument, price: number): string => `ladder-${instrument.symbol}-${price}`;

interface DisplayedProps {
  readonly instrument: Instrument;
  readonly side: Side;
  readonly size: number | null;
  readonly share: number;
  readonly onClick: () => void;
}

function Displayed({ instrument, side, size, share, onClick }: DisplayedProps) {
  return (
    <span role="gridcell" className={`ladder-size ladder-${side} figure`} onClick={onClick}>
      {size !== null && <span className="ladder-bar" style={{ width: `${Math.max(2, share * 100)}%` }} aria-hidden="true" />}
      <span className="ladder-text">{formatQuantity(instrument, size)}</span>
    </span>
  );
}

const Volume = memo(function Volume({ instrument, size, share, boughtShare }: { readonly instrument: Instrument; readonly size: number; readonly share: number; readonly boughtShare: number | null }) {
  if (size === 0) return <span role="gridcell" className="ladder-volume" />;
  const title = boughtShare === null ? 'the venue does not say who was the aggressor' : `${Math.round(boughtShare * 100)} % bought by the aggressor, ${Math.round((1 - boughtShare) * 100)} % sold`;
  return (
    <span role="gridcell" className="ladder-volume figure" title={title}>
      <span className="ladder-volume-bar" style={{ width: `${share * 100}%` }} aria-hidden="true" /><span className="ladder-text">{formatQuantity(instrument, size)}</span>
    </span>
  );
});

function Own({ instrument, side, own, onCancel }: { readonly instrument: Instrument; readonly side: Side; readonly own: OwnOrders | null; readonly onCancel: () => void }) {
  if (!own) return <span role="gridcell" className="ladder-own" />;
  const pending = own.orders.some((o) => o.ordStatus.startsWith('pending'));
  const open = own.orders.some((o) => o.ordStatus === 'unresolved');
  const ahead = own.first === null ? 'place in queue unknown' : `about ${formatQuantity(instrument, own.aheadQty)} ahead of the first, an estimate`;
  return (
    <span role="gridcell" className="ladder-own" title={`${sideWord[side]} ${own.orders.length === 1 ? 'order' : `orders (${own.orders.length})`}, ${ahead}`}>
      <button type="button" tabIndex={-1} className={`ladder-order ladder-order-${side}${pending ? ' is-pending' : ''}${open ? ' is-unresolved' : ''}`} onClick={() => selectOrder(own.orders[0]?.clOrdId ?? null)}>
        <span className="figure">{open ? '? ' : pending ? '◔ ' : ''}{formatQuantity(instrument, own.leavesQty)}</span>
        {own.first !== null && <span className="figure figure-small faint"> ~{formatQuantity(instrument, own.aheadQty)}</span>}
      </button>
      <button type="button" tabIndex={-1} className="ladder-cancel" aria-label="Cancel your orders at this price" title="Cancel your orders at this price (X at the cursor)" onClick={onCancel}>×</button>
    </span>
  );
}
