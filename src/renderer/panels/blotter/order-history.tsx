/** The whole history of an order, or of a parent with all its routes, oldest first, in place under the blotter. */
import { useEffect, useState } from 'react';
import type { JournalRecord } from '../../../shared/domain/journal-event.ts';
import type { Order } from '../../../shared/domain/order.ts';
import type { OrderNote, ParentOrder } from '../../../shared/domain/parent-order.ts';
import { callCore } from '../../connection/call-core.ts';
import { useQuery } from '../../connection/use-call.ts';
import { useInstrument } from '../../stores/lookups.ts';
import { useSettings } from '../../stores/settings.ts';
import { formatTime } from '../../ui/format.ts';
import { eventLine, wayLooks } from '../../words/event-words.ts';
import { shortId } from '../../words/order-words.ts';

interface CloseProps {
  readonly onClose: () => void;
}

export function OrderHistory({ order, onClose }: CloseProps & { readonly order: Order }) {
  const { value, why, again } = useQuery('orders.history', { clOrdId: order.clOrdId });
  // Each change of the order is a new journal event: ask again.
  useEffect(() => again(), [again, order.updatedAt, order.ordStatus]);
  return <History id={order.clOrdId} symbol={order.symbol} records={value ?? []} why={why} onClose={onClose} />;
}

export function ParentHistory({ parent, onClose }: CloseProps & { readonly parent: ParentOrder }) {
  const { value, why, again } = useQuery('parents.history', { parentId: parent.parentId });
  useEffect(() => again(), [again, parent]);
  const routes = useRoutesHistory(parent);
  return <History id={parent.parentId} symbol={parent.symbol} records={merged(value ?? [], routes.records)} why={why ?? routes.why} notes={parent.notes} withOrders onClose={onClose} />;
}

/** Routes whose histories are asked for, newest first. The others are in their own rows. */
const routesMax = 100;

function useRoutesHistory(parent: ParentOrder): { readonly records: readonly JournalRecord[]; readonly why: string | undefined } {
  const [found, setFound] = useState<{ readonly records: readonly JournalRecord[]; readonly why: string | undefined }>({ records: [], why: undefined });
  useEffect(() => {
    let wanted = true;
    void Promise.all(parent.children.slice(-routesMax).map((clOrdId) => callCore('orders.history', { clOrdId }))).then((results) => {
      if (wanted) setFound({ records: results.flatMap((result) => (result.ok ? result.value : [])), why: results.find((result) => !result.ok)?.why });
    });
    return () => { wanted = false; };
  }, [parent]);
  return found;
}

/** By place in the journal, which is by time, each once. */
const merged = (a: readonly JournalRecord[], b: readonly JournalRecord[]): readonly JournalRecord[] =>
  [...new Map([...a, ...b].map((record) => [record.seq, record])).values()].sort((x, y) => x.seq - y.seq);

interface HistoryProps extends CloseProps {
  readonly id: string;
  readonly symbol: string;
  readonly records: readonly JournalRecord[];
  readonly why: string | undefined;
  readonly notes?: readonly OrderNote[];
  /** Whether each line says which order it is of. */
  readonly withOrders?: boolean;
}

function History({ id, symbol, records, why, notes = [], withOrders = false, onClose }: HistoryProps) {
  const instrument = useInstrument(symbol);
  const zone = useSettings((s) => s.zone);
  return (
    <section className="history" aria-label={`History of ${id}`}>
      <div className="history-head">
        <span className="figure">{id}</span>
        <span className="muted">every journal event{withOrders ? ' of it and its routes' : ''}, oldest first; → to the OMS, ← from it</span>
        <button type="button" className="notice-close" style={{ marginLeft: 'auto' }} aria-label="Close history" onClick={onClose}>×</button>
      </div>
      {why !== undefined && <p className="empty down">{why}</p>}
      {notes.length > 0 && (
        <ul className="history-notes" aria-label="Notes">
          {notes.map((note) => <li key={note.noteId}><b>{note.userId}</b> <span className="figure muted">{formatTime(note.at, zone, 'dateTime')}</span> {note.text}</li>)}
        </ul>
      )}
      <ol>
        {records.map((record) => {
          const { word, way, detail, happenedAt, clOrdId } = eventLine(record, instrument, zone);
          const happened = happenedAt === null ? '' : `${formatTime(happenedAt, zone, 'precise').slice(11, 26)}`;
          return (
            <li key={record.seq}>
              <span className="figure faint" title={`journal hash ${record.hash}`}>#{record.seq}</span>
              <span className="figure muted">{formatTime(record.at, zone, 'precise').slice(0, 26)}</span>
              <span className="history-way" role="img" aria-label={wayLooks[way].word} title={wayLooks[way].word}>{wayLooks[way].shape}</span>
              <span className="clip">{word}</span>
              <span className="figure muted" title={happened === '' ? undefined : `when it happened, as the other side says: ${formatTime(happenedAt, zone, 'precise')}`}>{happened}</span>
              <span className="clip muted" title={detail}>{withOrders && clOrdId !== null && <span className="figure faint">{shortId(clOrdId)} </span>}{detail}</span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
