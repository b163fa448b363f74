/** The question before all orders are canceled: across the whole width, whatever panels are in view. One key narrows it, one confirms. */
import { useEffect } from 'react';
import type { Order } from '../../../shared/domain/order.ts';
import { cancelAll } from '../../actions/cancel-all.ts';
import { instrumentsBySymbol, quoteNow } from '../../stores/lookups.ts';
import { setCancelScope, useMassCancel } from '../../stores/mass-cancel.ts';
import { useStreamPart } from '../../stores/use-stream.ts';
import { Ask, type Answer } from '../../ui/ask.tsx';
import { cancelQuestion, everything, fitting, type CancelScope } from './mass-cancel.ts';

const noOrders: readonly Order[] = [];

export function MassCancelAsk() {
  const { scope, symbol } = useMassCancel();
  return scope === null ? null : <Question scope={scope} linked={symbol} />;
}

function Question({ scope, linked }: { readonly scope: CancelScope; readonly linked: string | null }) {
  const all = useStreamPart('orders.blotter', {}, (s) => s.value) ?? noOrders;
  const instruments = instrumentsBySymbol(useStreamPart('marketData.instruments', {}, (s) => s.value));
  const orders = fitting(all, scope);
  const isNothing = orders.length === 0;
  // What was asked about has gone meanwhile: there is nothing left to confirm.
  useEffect(() => { if (isNothing) setCancelScope(null); }, [isNothing]);
  if (isNothing) return null;
  const narrow = (key: string, label: string, to: CancelScope): Answer[] => {
    const count = fitting(all, to).length;
    return count === 0 || count === orders.length ? [] : [{ key, label: `${label} (${count})`, run: () => setCancelScope(to) }];
  };
  return (
    <Ask question={cancelQuestion(orders, scope, { instruments, quoteOf: (symbol) => quoteNow(symbol)?.quote ?? null })} onCancel={() => setCancelScope(null)}
      answers={[
        { key: 'y', label: `cancel ${orders.length}`, tone: 'danger', run: () => void cancelAll(scope) },
        ...narrow('b', 'only buys', { ...scope, side: 'buy' }),
        ...narrow('s', 'only sells', { ...scope, side: 'sell' }),
        ...(linked === null ? [] : narrow('i', `only ${linked}`, { ...scope, symbol: linked })),
        ...narrow('a', 'all', everything),
      ]} />
  );
}
