/** Under the rows: what the basket comes to, by side and currency. */
import type { BasketCheck } from '../../../shared/domain/basket.ts';
import { quoteNow, useInstruments } from '../../stores/lookups.ts';
import { formatMoney } from '../../ui/format.ts';
import { ordersWord } from './basket-store.ts';
import { basketTotals } from './totals.ts';

export function BasketFoot({ check }: { readonly check: BasketCheck }) {
  const instruments = useInstruments();
  const totals = basketTotals(check.rows, instruments, (symbol) => quoteNow(symbol)?.quote);
  return (
    <div className="basket-foot" role="group" aria-label="What the basket comes to">
      {totals.length === 0 && <span className="muted">No row is right yet</span>}
      {totals.map(({ currency, minorDigits, buy, sell, unvalued }) => (
        <span key={currency} className="basket-total">
          <b>{currency}</b>
          <span className="up">▲ Buy {ordersWord(buy.orders)} <span className="figure">{formatMoney(buy.valueMinor, minorDigits)}</span></span>
          <span className="down">▼ Sell {ordersWord(sell.orders)} <span className="figure">{formatMoney(sell.valueMinor, minorDigits)}</span></span>
          <span>Net <span className="figure tone-strong">{formatMoney(buy.valueMinor - sell.valueMinor, minorDigits, 'always')}</span></span>
          {unvalued > 0 && <span className="tone-warn">▲ {unvalued} without a price now</span>}
        </span>
      ))}
      <span className="grow" />
      <span className="muted">Nothing is sent: staged orders are routed from the blotter</span>
    </div>
  );
}
