/** What the controls would say to the ticket as it stands, asked again as it changes and once a second. */
import { useEffect, useState } from 'react';
import type { InputOf } from '../../../shared/contract/contract.ts';
import { useQuery } from '../../connection/use-call.ts';
import { instrumentNow } from '../../stores/lookups.ts';
import { denialWords } from '../../words/denial-words.ts';

const settleMs = 120;
const againMs = 1_000;

export function CheckLine({ ticket, replaces }: { readonly ticket: InputOf<'orders.check'> | null; readonly replaces: boolean }) {
  const settled = useSettled(ticket);
  const { value, why, again } = useQuery('orders.check', settled);
  useEffect(() => {
    const timer = setInterval(again, againMs);
    return () => clearInterval(timer);
  }, [again]);
  if (replaces) return <p className="ticket-check"><span className="notice-shape">·</span>The OMS answers a change; until then the old terms stand</p>;
  if (!ticket) return <p className="ticket-check"><span className="notice-shape">·</span>Quantity and price are needed</p>;
  if (why !== undefined) return <p className="ticket-check is-denied"><span className="notice-shape">?</span>{why}</p>;
  if (!value) return <p className="ticket-check"><span className="notice-shape">◔</span>Asking the controls</p>;
  if (value.denial) return <p className="ticket-check is-denied" role="status"><span className="notice-shape">⊖</span><span>Would be denied: {denialWords(value.denial, instrumentNow(ticket.symbol))} <span className="faint">{value.denial.code}</span></span></p>;
  return <p className="ticket-check" role="status"><span className="notice-shape">✓</span>Controls pass</p>;
}

/** The value once it has stood still for a moment, so that typing does not ask at every key. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  const key = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(key) as T), settleMs);
    return () => clearTimeout(timer);
  }, [key]);
  return settled;
}
