/** A file to start from: every column, and an order for each of the first instruments that can be traded. */
import { quantityLots } from '../../../shared/domain/numbers.ts';
import type { ParentTerms } from '../../../shared/domain/parent-order.ts';
import { writeBasket } from '../../../shared/domain/parse-basket.ts';
import { callCore } from '../../connection/call-core.ts';
import { instrumentsBySymbol, quoteNow } from '../../stores/lookups.ts';
import { notify } from '../../stores/notices.ts';
import { streams } from '../../stores/streams.ts';
import { downloadCsv } from '../../ui/csv.ts';

const ordersMax = 4;
const lots = 100;

/** Alternately bought and sold, at the touch of its own side where there is one, else at market. */
export async function downloadSample(): Promise<void> {
  const instruments = instrumentsBySymbol(streams.store('marketData.instruments', {}).getState().value);
  const choices = await callCore('parents.choices', {});
  const account = choices.ok ? choices.value.accounts[0] ?? null : null;
  const strategy = choices.ok ? choices.value.strategies[0] ?? null : null;
  const tradable = [...instruments.values()].filter((instrument) => instrument.tradable).slice(0, ordersMax);
  const terms = tradable.map(({ symbol }, index): ParentTerms => {
    const side = index % 2 === 0 ? 'buy' : 'sell';
    const quote = quoteNow(symbol)?.quote ?? null;
    const price = quote ? (side === 'buy' ? quote.bid : quote.ask) : null;
    return { symbol, side, ordType: price === null ? 'market' : 'limit', price, orderQty: quantityLots(lots), timeInForce: 'day', account, strategy };
  });
  downloadCsv('basket-sample.csv', writeBasket(terms, instruments));
  notify('done', 'basket-sample.csv saved: change its rows and open it');
}
