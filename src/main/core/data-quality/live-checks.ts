/** Checks on what comes over the wire, after its shape is known to be right. Nothing is dropped without a named defect. */
import { barDefect, type Bar } from '../../../shared/domain/bar.ts';
import type { DataDefect, DefectCode } from '../../../shared/domain/data-defect.ts';
import { quoteCondition, type Quote } from '../../../shared/domain/quote.ts';
import type { MarketDataEntry } from '../../../shared/wire/market-data.ts';

export interface CheckedEntry {
  /** Whether the entry may reach books, bars and models. */
  readonly usable: boolean;
  readonly defect: DataDefect | null;
}

const fine: CheckedEntry = { usable: true, defect: null };

export class LiveChecks {
  private lastBarEnd = new Map<string, number>();
  private lastQuoteTime = new Map<string, number>();

  /** @param where feed and sequence number, for the defect. */
  check(entry: MarketDataEntry, where: string): CheckedEntry {
    if (entry.type === 'bar') return this.checkBar(entry, where);
    if (entry.type === 'quote') return this.checkQuote(entry, where);
    return fine;
  }

  private checkBar(bar: Bar, where: string): CheckedEntry {
    const fault = barDefect(bar);
    if (fault) return refuse(fault, where, bar.symbol, `open ${bar.open} high ${bar.high} low ${bar.low} close ${bar.close} ticks`);
    const last = this.lastBarEnd.get(bar.symbol);
    if (last !== undefined && bar.start < last) {
      return refuse('time-not-increasing', where, bar.symbol, `bar starts ${bar.start}, the one before ended ${last}`);
    }
    this.lastBarEnd.set(bar.symbol, bar.end);
    return fine;
  }

  private checkQuote(quote: Quote, where: string): CheckedEntry {
    const last = this.lastQuoteTime.get(quote.symbol);
    if (last !== undefined && quote.venueTime < last) {
      return refuse('time-not-increasing', where, quote.symbol, `quote of ${quote.venueTime} after one of ${last}`);
    }
    this.lastQuoteTime.set(quote.symbol, quote.venueTime);
    if (quoteCondition(quote) === 'crossed') {
      // Kept, since it is what the venue shows; marked crossed, and no model or control prices a trade from it.
      return { usable: true, defect: defect('crossed', 'warned', where, quote.symbol, `bid ${quote.bid} above ask ${quote.ask} ticks`) };
    }
    return fine;
  }
}

const refuse = (code: DefectCode, where: string, symbol: string, detail: string): CheckedEntry => ({
  usable: false,
  defect: defect(code, 'quarantined', where, symbol, detail),
});

const defect = (code: DefectCode, action: DataDefect['action'], where: string, symbol: string, detail: string): DataDefect => ({
  code, action, where, symbol, detail, count: 1,
});
