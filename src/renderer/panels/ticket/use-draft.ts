/** The ticket's draft: where it starts, what follows the market and the link while nobody has touched it, what stays. */
import { useState } from 'react';
import type { QuoteRow } from '../../../shared/contract/market-data.ts';
import type { TicketSubject } from '../../stores/asks.ts';
import { orderNow, quoteNow, suggestionNow, useQuote } from '../../stores/lookups.ts';
import { draftAtTouch, draftOfOrder, draftOfSuggestion, emptyDraft, type Draft } from './draft.ts';

export interface DraftState {
  readonly draft: Draft;
  readonly quote: QuoteRow | undefined;
  readonly change: (part: Partial<Draft>) => void;
  /** Starts an own draft for another instrument. */
  readonly choose: (symbol: string) => void;
}

export function useDraft(subject: TicketSubject, linked: string | null): DraftState {
  const [draft, setDraft] = useState(() => startOf(subject, linked));
  const [touched, setTouched] = useState(false);
  const [followed, setFollowed] = useState(linked);
  const row = useQuote(draft.symbol);
  const quote = row?.quote ?? null;
  const isOwn = subject.kind === 'own' && !touched;
  if (linked !== followed) {
    // An own ticket that nobody has touched follows the linked instrument; one that was called for a side stays on what it was called for.
    setFollowed(linked);
    if (isOwn && subject.side === null && linked !== null) setDraft(ownDraft(linked, draft.side));
  } else if (isOwn && quote !== null && draft.ordType === 'limit' && draft.price === null && draft.symbol !== null) {
    // The ticket was opened before its first quote: its limit starts at the touch once there is one. It never moves after.
    setDraft(draftAtTouch(draft.symbol, draft.side, quote));
  }
  return {
    draft,
    quote: row,
    change: (part) => {
      setTouched(true);
      setDraft((old) => ({ ...old, ...part }));
    },
    choose: (symbol) => setDraft(ownDraft(symbol, draft.side)),
  };
}

const ownDraft = (symbol: string, side: Draft['side']): Draft => draftAtTouch(symbol, side, quoteNow(symbol)?.quote ?? null);

function startOf(subject: TicketSubject, linked: string | null): Draft {
  if (subject.kind === 'edit') {
    const suggestion = suggestionNow(subject.suggestionId);
    if (suggestion) return draftOfSuggestion(suggestion);
  }
  if (subject.kind === 'replace') {
    const order = orderNow(subject.clOrdId);
    if (order) return draftOfOrder(order);
  }
  const symbol = (subject.kind === 'own' ? subject.symbol : null) ?? linked;
  const side = (subject.kind === 'own' ? subject.side : null) ?? 'buy';
  return symbol === null ? emptyDraft(null, side) : ownDraft(symbol, side);
}
