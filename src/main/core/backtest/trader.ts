/**
 * The strategy's hands in a backtest: one position an instrument at most, entered and left by the rules BT-3 to BT-6 and BT-16 of
 * docs/specs/backtest.md. Sees one bar end after the other and nothing later.
 */
import { must } from '../../../shared/base/assert.ts';
import type { BacktestResult, BacktestTrade } from '../../../shared/contract/backtest.ts';
import type { Limits } from '../../../shared/domain/limits.ts';
import type { EpochMicros, PriceTicks, QuantityLots } from '../../../shared/domain/numbers.ts';
import { sideSign, type Side } from '../../../shared/domain/order.ts';
import type { AbstainReason } from '../../../shared/domain/signal.ts';
import type { Forecast } from '../../../shared/signals/forecast.ts';
import type { SuggestionTerms, Verdict } from '../../../shared/signals/policy.ts';
import { LiveRecords } from '../../../shared/signals/live-record.ts';
import { forecastAt, verdictAt, type AtBarEnd } from '../signals/bar-end.ts';
import type { BarReading, SpeakingModels } from '../signals/read-models.ts';
import { fillAround, fillAtTouch, restingFill, roundTripResult, standingQuote, stopTrigger, type SimulatedFill } from './fills.ts';

export interface TraderOptions {
  readonly models: SpeakingModels;
  readonly limits: Limits;
  readonly costMultiplier: number;
  /** Every verdict, with the position it was made at. */
  readonly onVerdict?: (at: AtBarEnd, verdict: Verdict, positionQty: number) => void;
}

interface OpenPosition {
  readonly side: Side;
  readonly quantity: QuantityLots;
  readonly entryTime: EpochMicros;
  readonly entry: SimulatedFill;
  readonly stopPrice: PriceTicks;
  readonly feeBp: number;
  readonly impactBp: number;
  barsLeft: number;
  /** Half of the last spread that could be traded against, ticks. */
  halfSpread: number;
  /** Where it would be closed now. */
  mark: SimulatedFill;
  markTime: EpochMicros;
  /** What closing it now would bring, basis points of the entry price. */
  markNetBp: number;
}

/** A limit at the own touch that waits to be traded through. */
interface RestingOrder {
  readonly terms: SuggestionTerms;
  readonly price: PriceTicks;
  /** Half of the spread when it was placed, ticks. */
  readonly halfSpread: number;
  /** Bars since it was placed: its horizon runs from there. */
  barsWaited: number;
}

const opposite = (side: Side): Side => (side === 'buy' ? 'sell' : 'buy');

export class Trader {
  readonly trades: BacktestTrade[] = [];
  suggestions = 0;
  /** Readings without a suggestion, and for which reason. */
  abstained = 0;
  private readonly reasons = new Map<AbstainReason, number>();
  /** Resting orders that were withdrawn without a fill. */
  unfilled = 0;
  private readonly options: TraderOptions;
  private readonly open = new Map<string, OpenPosition>();
  private readonly resting = new Map<string, RestingOrder>();
  private readonly records: LiveRecords;
  private closedNetBp = 0;

  constructor(options: TraderOptions) {
    this.options = options;
    this.records = new LiveRecords(options.models);
  }

  /** Why it abstained, the most frequent reason first. */
  get silences(): BacktestResult['silences'] {
    return [...this.reasons].map(([reason, readings]) => ({ reason, readings })).sort((a, b) => b.readings - a.readings);
  }

  /** What all closed trades brought and the open ones would bring if closed now: a sum of basis points, each of its own entry notional. */
  netBp(): number {
    let sum = this.closedNetBp;
    for (const position of this.open.values()) sum += position.markNetBp;
    return sum;
  }

  /** One bar's end: stop, horizon, then the verdict at the position that is left. `reading` is what the models say, null where nothing was scored. */
  onBarEnd(at: AtBarEnd, reading: BarReading | null): void {
    const { models, onVerdict } = this.options;
    const { symbol, end } = at.bar;
    this.leaveIfDue(at);
    this.fillIfThrough(at);
    const mark = this.records.onBar(at.instrument, at.bar, at.quote);
    const said = { at, reading, forecast: forecastAt({ models, at, reading, records: this.records, mark }) };
    const held = this.open.get(symbol);
    const positionQty = held ? sideSign(held.side) * held.quantity : 0;
    const verdict = this.verdict(said, positionQty);
    onVerdict?.(at, verdict, positionQty);
    if (verdict.kind === 'abstain') {
      this.abstained++;
      this.reasons.set(verdict.reason, (this.reasons.get(verdict.reason) ?? 0) + 1);
      return;
    }
    this.suggestions++;
    if (!held) return this.placeOrStand(at, verdict.terms);
    this.close(symbol, held, held.mark, end, 'reversed');
    // Asked again with nothing held: the size is what the limits leave a flat desk.
    const fresh = this.verdict(said, 0);
    if (fresh.kind === 'suggest') this.place(at, fresh.terms);
  }

  /** The data has ended: what is open is closed where it was last marked. */
  end(): void {
    for (const symbol of [...this.resting.keys()]) this.withdraw(symbol);
    for (const [symbol, position] of [...this.open]) this.close(symbol, position, position.mark, position.markTime, 'end');
  }

  private verdict(said: { readonly at: AtBarEnd; readonly reading: BarReading | null; readonly forecast: Forecast | null }, positionQty: number): Verdict {
    const { models, limits } = this.options;
    return verdictAt({ ...said, models, limits, positionQty });
  }

  private leaveIfDue(at: AtBarEnd): void {
    const { bar } = at;
    const position = this.open.get(bar.symbol);
    if (!position) return;
    const trigger = stopTrigger(position.side, position.stopPrice, bar);
    if (trigger !== null) {
      return this.close(bar.symbol, position, fillAround(trigger, position.halfSpread, opposite(position.side)), bar.end, 'stop');
    }
    this.markAt(position, at);
    position.barsLeft--;
    if (position.barsLeft <= 0) this.close(bar.symbol, position, position.mark, bar.end, 'horizon');
  }

  /** An order that rests the same way stays as it is. */
  private placeOrStand(at: AtBarEnd, terms: SuggestionTerms): void {
    if (this.resting.get(at.bar.symbol)?.terms.side === terms.side) return;
    this.withdraw(at.bar.symbol);
    this.place(at, terms);
  }

  private place(at: AtBarEnd, terms: SuggestionTerms): void {
    const taken = fillAtTouch(must(at.quote, 'a suggestion is made against a quote'), terms.side);
    const price = terms.price ?? taken.price;
    const halfSpread = Math.abs(taken.price - taken.mid);
    if (price === taken.price) this.enter(at, terms, { entry: taken, halfSpread, barsPassed: 0 });
    else this.resting.set(at.bar.symbol, { terms, price, halfSpread, barsWaited: 0 });
  }

  private withdraw(symbol: string): void {
    if (this.resting.delete(symbol)) this.unfilled++;
  }

  /** A later bar trades through a resting order: it is filled, and the same bar may go on to its stop. One that has outlived its suggestion is withdrawn. */
  private fillIfThrough(at: AtBarEnd): void {
    const { symbol, end } = at.bar;
    const order = this.resting.get(symbol);
    if (!order) return;
    order.barsWaited++;
    const fill = restingFill(order.terms.side, order.price, at.bar);
    if (!fill) {
      if (end >= order.terms.expiresAt) this.withdraw(symbol);
      return;
    }
    this.resting.delete(symbol);
    const position = this.enter(at, order.terms, { entry: fill, halfSpread: order.halfSpread, barsPassed: order.barsWaited });
    const trigger = stopTrigger(position.side, position.stopPrice, at.bar);
    if (trigger !== null) this.close(symbol, position, fillAround(trigger, position.halfSpread, opposite(position.side)), end, 'stop');
  }

  private enter(at: AtBarEnd, { side, orderQty: quantity, stopPrice, cost }: SuggestionTerms, how: { readonly entry: SimulatedFill; readonly halfSpread: number; readonly barsPassed: number }): OpenPosition {
    const { entry, halfSpread, barsPassed } = how;
    const position: OpenPosition = {
      side, quantity, entryTime: at.bar.end, entry, stopPrice, feeBp: cost.feeBp, impactBp: cost.impactBp,
      barsLeft: Math.max(1, this.options.models.drift.card.horizonBars - barsPassed), halfSpread, mark: entry, markTime: at.bar.end, markNetBp: 0,
    };
    this.markAt(position, at);
    this.open.set(at.bar.symbol, position);
    return position;
  }

  private markAt(position: OpenPosition, at: AtBarEnd): void {
    const exitSide = opposite(position.side);
    const quote = standingQuote(at.quote, at.bar, at.instrument.barSeconds);
    if (quote) position.halfSpread = (quote.ask - quote.bid) / 2;
    position.mark = quote ? fillAtTouch(quote, exitSide) : fillAround(at.bar.close, position.halfSpread, exitSide);
    position.markTime = at.bar.end;
    position.markNetBp = this.resultOf(position, position.mark).netBp;
  }

  private close(symbol: string, position: OpenPosition, exit: SimulatedFill, exitTime: EpochMicros, exitReason: BacktestTrade['exitReason']): void {
    const { side, quantity, entryTime, entry } = position;
    const result = this.resultOf(position, exit);
    this.open.delete(symbol);
    this.closedNetBp += result.netBp;
    this.trades.push({ symbol, side, quantity, entryTime, entryPrice: entry.price, exitTime, exitPrice: exit.price, ...result, exitReason });
  }

  private resultOf({ side, entry, feeBp, impactBp }: OpenPosition, exit: SimulatedFill): ReturnType<typeof roundTripResult> {
    return roundTripResult({ side, entry, exit, feeBp, impactBp, costMultiplier: this.options.costMultiplier });
  }
}
