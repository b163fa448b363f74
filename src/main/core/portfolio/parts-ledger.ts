/**
 * Positions of each account and strategy, kept as the journal goes by: a fill is booked where its order belongs, an
 * accepted allocation moves fills of a parent from no account to accounts. Rules PF-7 and on in docs/specs/portfolio.md.
 */
import { must } from '../../../shared/base/assert.ts';
import type { Fill, TradeCorrection } from '../../../shared/domain/fill.ts';
import { fillKey } from '../../../shared/domain/fill-list.ts';
import type { JournalEventOf, JournalRecord } from '../../../shared/domain/journal-event.ts';
import { moneyMinor, quantityLots, type EpochMicros } from '../../../shared/domain/numbers.ts';
import type { OrderIntent } from '../../../shared/domain/order.ts';
import { applyTrade, flatPosition, tradeOf, type Position, type Trade } from '../../../shared/domain/position.ts';
import { divide, type Dividing } from './allocate.ts';
import { fillBooking, isNothing, minus, noTrade, partId, plus, type Booking, type PartKey } from './bookings.ts';

type Belonging = Omit<PartKey, 'symbol'> & { readonly parentId: string | null };
const nowhere: Belonging = { account: null, strategy: null, parentId: null };

/** An allocation that the OMS has not answered: of which fills it is, as they were when it was instructed. */
interface Instructed extends Dividing {
  readonly parentId: string;
  readonly symbol: string;
  /** Booking ids: a fill that comes after the instruction is not divided by it. */
  readonly fillIds: readonly string[];
}

/** Of a fill whose lots were given to accounts: where it was, and how it stood. */
interface Given extends Belonging {
  readonly symbol: string;
  readonly trade: Trade;
}

export interface Part {
  readonly key: PartKey;
  readonly position: Position;
}

export class PartsLedger {
  private readonly bookings = new Map<string, Booking>();
  /** By symbol, then by `partId`: they are asked for by instrument with each price. */
  private readonly parts = new Map<string, Map<string, Part>>();
  /** By ClOrdID; an order that belongs nowhere is absent. */
  private readonly belongs = new Map<string, Belonging>();
  private readonly instructed = new Map<string, Instructed>();
  private readonly given = new Map<string, Given>();

  /** The facts beside fills and their corrections, which come by `take` and `correct`. */
  apply({ event, at }: Pick<JournalRecord, 'event' | 'at'>): void {
    if (event.type === 'OrderSubmitted' || event.type === 'PhoneTradeRecorded' || event.type === 'ExternalOrderFound') this.know(event.body.clOrdId, event.body.intent);
    if (event.type === 'AllocationInstructed') this.instruct(event.body);
    if (event.type === 'AllocationAnswered') this.answer(event.body, at);
  }

  take(fill: Fill): void {
    this.book(fillBooking(fill, this.belongs.get(fill.clOrdId) ?? nowhere));
  }

  correct({ before, after }: TradeCorrection): void {
    const key = fillKey(before.clOrdId, before.execId);
    const given = this.given.get(key);
    if (given) return this.adjust(key, given, before, minus(after ? tradeOf(after) : noTrade, given.trade));
    const where = this.belongs.get(before.clOrdId) ?? nowhere;
    if (after) this.bookings.set(key, fillBooking(after, where));
    else this.bookings.delete(key);
    this.rebuild([{ symbol: before.symbol, ...where }]);
  }

  /** Of one instrument, by account and strategy; parts that everything was moved out of are among them, empty, until the next start. */
  list(symbol: string): readonly Part[] {
    return [...this.parts.get(symbol) ?? []].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, part]) => part);
  }

  /** Oldest first: what the part's position is made of. */
  bookingsOf(key: PartKey): readonly Booking[] {
    const id = partId(key);
    return [...this.bookings.values()].filter((booking) => partId(booking) === id);
  }

  save(): SavedLedger {
    return {
      bookings: [...this.bookings.values()].map((b) => (b.source.kind === 'fill' ? b.bookingId : { ...b, trade: toJson(b.trade) })),
      belongs: [...this.belongs],
      instructed: [...this.instructed],
      given: [...this.given].map(([id, g]) => [id, { ...g, trade: toJson(g.trade) }]),
    };
  }

  /** @param fills as they stand, by `fillKey`. */
  load(saved: SavedLedger, fills: ReadonlyMap<string, Fill>): void {
    for (const [id, where] of saved.belongs) this.belongs.set(id, where);
    for (const b of saved.bookings) {
      if (typeof b !== 'string') this.book(fromJson(b));
      else this.take(must(fills.get(b), 'a booked fill is among the fills'));
    }
    for (const [id, i] of saved.instructed) this.instructed.set(id, i);
    for (const [id, g] of saved.given) this.given.set(id, fromJson(g));
  }

  private know(clOrdId: string, { account, strategy, parentId }: OrderIntent): void {
    if (account === undefined && strategy === undefined && parentId === undefined) return;
    this.belongs.set(clOrdId, { account: account ?? null, strategy: strategy ?? null, parentId: parentId ?? null });
  }

  private book(booking: Booking): void {
    this.bookings.set(booking.bookingId, booking);
    const { symbol, account, strategy } = booking;
    const { key, position } = this.parts.get(symbol)?.get(partId(booking)) ?? { key: { symbol, account, strategy }, position: flatPosition(symbol) };
    this.put({ key, position: applyTrade(position, booking.trade) });
  }

  /** It is of everything of the parent that is booked to no account now. */
  private instruct({ allocId, parentId, shares, avgPx }: JournalEventOf<'AllocationInstructed'>['body']): void {
    const pool = this.pool(parentId);
    const [first] = pool;
    if (!first) return; // of nothing that is booked here: there is nothing to move
    const sign = pool.reduce((sum, { trade }) => sum + trade.quantity, 0) < 0 ? -1 : 1;
    const fillIds = pool.flatMap((b) => (b.source.kind === 'fill' ? [b.bookingId] : []));
    this.instructed.set(allocId, { parentId, shares, avgPx, sign, symbol: first.symbol, strategy: first.strategy, fillIds });
  }

  private pool(parentId: string): readonly Booking[] {
    return [...this.bookings.values()].filter((b) => b.parentId === parentId && b.account === null);
  }

  /** Nothing moves before the OMS has accepted: until then the accounts hold what they held. */
  private answer({ allocId, accepted }: JournalEventOf<'AllocationAnswered'>['body'], at: EpochMicros): void {
    const instructed = this.instructed.get(allocId);
    this.instructed.delete(allocId);
    if (!accepted || !instructed) return;
    const { parentId, symbol } = instructed;
    const told = new Set(instructed.fillIds);
    const sources = this.pool(parentId).filter((b) => b.source.kind !== 'fill' || told.has(b.bookingId));
    for (const source of sources) this.takeOut(source);
    this.rebuild(sources);
    for (const { strategy, given, left } of divide(sources, instructed)) {
      const move = (kind: 'allocation' | 'unallocated', account: string | null, trade: Trade): void => {
        if (isNothing(trade)) return;
        const bookingId = JSON.stringify([allocId, strategy, account]);
        this.book({ bookingId, symbol, account, strategy, parentId, trade, at, source: { kind, allocId } });
      };
      for (const { account, trade } of given) move('allocation', account, trade);
      move('unallocated', null, left);
    }
  }

  /** What is known of a fill goes on in `given`, in case that it is busted or corrected. */
  private takeOut({ bookingId, symbol, account, strategy, parentId, source, trade }: Booking): void {
    this.bookings.delete(bookingId);
    if (source.kind !== 'fill' && source.kind !== 'correction') return;
    const of = source.kind === 'fill' ? source.fill : source;
    const key = fillKey(of.clOrdId, of.execId);
    this.given.set(key, { symbol, account, strategy, parentId, trade: plus(this.given.get(key)?.trade ?? noTrade, trade) });
  }

  private adjust(key: string, { symbol, account, strategy, parentId }: Given, fill: Fill, trade: Trade): void {
    const bookingId = `${key} corrected`;
    const source = { kind: 'correction', clOrdId: fill.clOrdId, execId: fill.execId } as const;
    if (isNothing(trade)) this.bookings.delete(bookingId);
    else this.bookings.set(bookingId, { bookingId, symbol, account, strategy, parentId, trade, at: fill.transactTime, source });
    this.rebuild([{ symbol, account, strategy }]);
  }

  /** Parts made anew of what stands, as if it had been so from the beginning. */
  private rebuild(changed: readonly PartKey[]): void {
    for (const id of new Set(changed.map(partId))) {
      const some = must(changed.find((key) => partId(key) === id), 'an id of one of them');
      const key: PartKey = { symbol: some.symbol, account: some.account, strategy: some.strategy };
      const position = this.bookingsOf(key).reduce<Position>((p, b) => applyTrade(p, b.trade), flatPosition(key.symbol));
      this.put({ key, position });
    }
  }

  private put(part: Part): void {
    const ofSymbol = this.parts.get(part.key.symbol) ?? new Map<string, Part>();
    this.parts.set(part.key.symbol, ofSymbol.set(partId(part.key), part));
  }
}

interface TradeJson {
  readonly quantity: number;
  readonly valueTickLots: string;
  readonly feeMinor: number;
}

type AsJson<T extends { readonly trade: Trade }> = Omit<T, 'trade'> & { readonly trade: TradeJson };

/** As JSON can hold it. A booked fill is named by its key alone: the fills are saved beside it. */
export interface SavedLedger {
  readonly bookings: readonly (string | AsJson<Booking>)[];
  readonly belongs: readonly (readonly [string, Belonging])[];
  readonly instructed: readonly (readonly [string, Instructed])[];
  readonly given: readonly (readonly [string, AsJson<Given>])[];
}

const toJson = (t: Trade): TradeJson => ({ ...t, valueTickLots: String(t.valueTickLots) });
const fromJson = <T extends { readonly trade: TradeJson }>(saved: T): Omit<T, 'trade'> & { readonly trade: Trade } => ({
  ...saved, trade: { quantity: quantityLots(saved.trade.quantity), valueTickLots: BigInt(saved.trade.valueTickLots), feeMinor: moneyMinor(saved.trade.feeMinor) },
});
