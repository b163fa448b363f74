/**
 * Every instrument's newest prints, and what has traded at each price, since this core began to listen. Both are for
 * the screen; nothing is computed on them. Holds `printsMax` prints and `levelsMax` prices an instrument.
 */
import { dropOldest } from '../../../shared/base/drop-oldest.ts';
import { disposable, type Disposable } from '../../../shared/base/disposable.ts';
import type { NumberedPrint, VolumeLevel, VolumeProfile } from '../../../shared/contract/market-data.ts';
import { quantityLots, type EpochMicros, type PriceTicks } from '../../../shared/domain/numbers.ts';
import type { TradePrint } from '../../../shared/domain/quote.ts';

export const printsMax = 200;
export const levelsMax = 2000;

interface Tape {
  seq: number;
  since: EpochMicros;
  prints: NumberedPrint[];
  /** In the order of their last trade: the first is the one forgotten first. */
  readonly levels: Map<PriceTicks, VolumeLevel>;
}

export class TradeTape {
  private readonly tapes = new Map<string, Tape>();
  private readonly listeners = new Set<(print: NumberedPrint, level: VolumeLevel) => void>();

  onPrint(listener: (print: NumberedPrint, level: VolumeLevel) => void): Disposable {
    this.listeners.add(listener);
    return disposable(() => this.listeners.delete(listener));
  }

  take(trade: TradePrint): void {
    const tape: Tape = this.tapes.get(trade.symbol) ?? { seq: 0, since: trade.venueTime, prints: [], levels: new Map() };
    this.tapes.set(trade.symbol, tape);
    const print: NumberedPrint = { ...trade, seq: ++tape.seq };
    tape.prints.push(print);
    if (tape.prints.length > 2 * printsMax) tape.prints = tape.prints.slice(-printsMax);
    const level = withTrade(tape.levels.get(trade.price), trade);
    tape.levels.delete(trade.price);
    tape.levels.set(trade.price, level);
    dropOldest(tape.levels, levelsMax);
    for (const listener of this.listeners) listener(print, level);
  }

  /** The newest prints, oldest first. */
  prints(symbol: string): readonly NumberedPrint[] {
    return this.tapes.get(symbol)?.prints.slice(-printsMax) ?? [];
  }

  since(symbol: string): EpochMicros | null {
    return this.tapes.get(symbol)?.since ?? null;
  }

  profile(symbol: string): VolumeProfile {
    return { since: this.since(symbol), levels: [...(this.tapes.get(symbol)?.levels.values() ?? [])] };
  }
}

function withTrade(old: VolumeLevel | undefined, { price, size, aggressor }: TradePrint): VolumeLevel {
  return {
    price,
    size: quantityLots((old?.size ?? 0) + size),
    boughtSize: quantityLots((old?.boughtSize ?? 0) + (aggressor === 'buy' ? size : 0)),
    soldSize: quantityLots((old?.soldSize ?? 0) + (aggressor === 'sell' ? size : 0)),
  };
}
