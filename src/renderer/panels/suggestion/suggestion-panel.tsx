/** The list of suggestions with the bar of actions under it; below, what was done and which instruments have none. */
import { useEffect, useRef } from 'react';
import type { Order } from '../../../shared/domain/order.ts';
import type { Suggestion } from '../../../shared/domain/signal.ts';
import { acceptSuggestion, askReject, askThumb, editSuggestion } from '../../actions/decide.ts';
import { useFeatures } from '../../connection/use-features.ts';
import { useAsks } from '../../stores/asks.ts';
import { byKey, useInstruments } from '../../stores/lookups.ts';
import { followSuggestion, selectFirstSuggestion, selectionStore, useSelection } from '../../stores/selection.ts';
import { useStream, useStreamPart } from '../../stores/use-stream.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Thumb } from '../../ui/thumb.tsx';
import { PanelFrame } from '../../ui/panel-frame.tsx';
import { FeedbackAsk } from '../feedback/feedback-ask.tsx';
import { DoneRow } from './done-row.tsx';
import { inListOrder } from './list-order.ts';
import { SilentRows } from './silent-rows.tsx';
import { SuggestionRow } from './suggestion-row.tsx';
import './suggestion.css';

const scaleBpMin = 5;
/** Orders of the trader's own have no suggestion and are found by none. */
const suggestionOf = (order: Order): string => order.suggestionId ?? `own ${order.clOrdId}`;

export function SuggestionPanel() {
  const { value, link, why } = useStream('signals.suggestions', {});
  const orders = useStreamPart('orders.blotter', {}, (state) => state.value);
  const instruments = useInstruments();
  const words = useFeatures();
  const selectedId = useSelection((s) => s.suggestionId);
  const busy = useAsks((asks) => asks.busy);
  const { open, done } = inListOrder(value ?? [], selectedId);
  const openCount = open.filter((s) => s.status === 'open').length;
  const orderOf = byKey(orders, suggestionOf);
  const scaleBp = Math.max(scaleBpMin, ...open.flatMap((s) => [Math.abs(s.signal.band.lowBp), Math.abs(s.signal.band.highBp)]));
  const scroll = useRef<HTMLDivElement>(null);

  useFollowing([...open, ...done], selectedId);
  useEffect(() => {
    if (selectedId !== null) scroll.current?.querySelector(`#suggestion-${CSS.escape(selectedId)}`)?.scrollIntoView({ block: 'nearest' });
  }, [selectedId]);

  return (
    <PanelFrame title="Suggestions" subject={<span className="muted small">{openCount} open</span>} state={link} why={why} awaiting="suggestions of the models">
      <div className="sg">
        <div ref={scroll} className="sg-scroll">
          <div role="listbox" aria-label="Suggestions" tabIndex={0} data-focus-first aria-activedescendant={selectedId === null ? undefined : `suggestion-${selectedId}`}>
            {open.map((s) => (
              <SuggestionRow key={s.suggestionId} suggestion={s} instrument={instruments.get(s.signal.symbol)} words={words} scaleBp={scaleBp}
                selected={s.suggestionId === selectedId} busy={busy.has(s.suggestionId)} order={orderOf.get(s.suggestionId)} />
            ))}
            {done.map((s) => (
              <DoneRow key={s.suggestionId} suggestion={s} order={orderOf.get(s.suggestionId)} ordersKnown={orders !== undefined} instrument={instruments.get(s.signal.symbol)} selected={s.suggestionId === selectedId} />
            ))}
          </div>
          {openCount === 0 && <EmptyState title="No open suggestion">The model speaks at the close of each bar, when what it expects covers spread, fees and impact. Until then each instrument below says why not.</EmptyState>}
          <SilentRows />
        </div>
        <FeedbackAsk />
        <ActionBar selected={[...open, ...done].find((s) => s.suggestionId === selectedId)} />
      </div>
    </PanelFrame>
  );
}

/**
 * The first suggestion is selected when nothing is, so that one key acts on it. One that its model renews (same
 * instrument, same side) takes the selection along; any other that closes keeps it, so that what came of it stays in view.
 */
function useFollowing(list: readonly Suggestion[], selectedId: string | null): void {
  const open = list.filter((s) => s.status === 'open');
  const first = open[0];
  const selected = list.find((s) => s.suggestionId === selectedId);
  const renewed = selected?.status === 'expired' ? open.find((s) => s.signal.symbol === selected.signal.symbol && s.side === selected.side) : undefined;
  useEffect(() => {
    if (first && selectionStore.getState().suggestionId === null) selectFirstSuggestion(first);
    else if (renewed) followSuggestion(renewed.suggestionId);
  }, [first, renewed]);
}

function ActionBar({ selected }: { readonly selected: Suggestion | undefined }) {
  const feature = useSelection((s) => s.feature);
  const isOpen = selected?.status === 'open';
  const id = selected?.suggestionId ?? '';
  return (
    <div className="sg-actions" role="toolbar" aria-label="Actions on the selected suggestion">
      <Button tone={selected?.side === 'sell' ? 'down' : 'up'} keys="a" disabled={!isOpen} onPress={() => void acceptSuggestion(id)}>Accept</Button>
      <Button keys="e" disabled={!isOpen} onPress={() => editSuggestion(id)}>Edit</Button>
      <Button keys="r" disabled={!isOpen} onPress={() => askReject(id)}>Reject</Button>
      <Button tone="quiet" keys="u" label="Thumb up" disabled={!selected} onPress={() => askThumb(id, 'up', feature)}><Thumb way="up" /></Button>
      <Button tone="quiet" keys="d" label="Thumb down" disabled={!selected} onPress={() => askThumb(id, 'down', feature)}><Thumb way="down" /></Button>
    </div>
  );
}
