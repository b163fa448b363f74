/** From bars as they end to the moments that labels look along: the session that each belongs to, its volatility, and the quote that a trade could be priced at. */
import type { Bar } from '../domain/bar.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Quote } from '../domain/quote.ts';
import { barReturn, VolatilityEstimator } from '../features/volatility.ts';
import type { Moment } from './series.ts';

/** A quote older than this many bars at a bar's end is none, as in the live policy. */
const quoteAgeBarsMax = 2;

export class Moments {
  private readonly volatility: VolatilityEstimator;
  private readonly barSeconds: number;
  private previous: Bar | null = null;
  private session = 0;

  constructor({ barSeconds }: Pick<Instrument, 'barSeconds'>) {
    this.barSeconds = barSeconds;
    this.volatility = new VolatilityEstimator(barSeconds);
  }

  /** A bar later than the last, with the newest quote at its end. */
  onBar(bar: Bar, quote: Quote | null): Moment {
    this.volatility.onBar(bar);
    if (barReturn(this.previous, bar, this.barSeconds) === null) this.session++;
    this.previous = bar;
    return { bar, session: this.session, sigma: this.volatility.barSigma() ?? NaN, quote: this.standing(bar, quote) };
  }

  private standing(bar: Bar, quote: Quote | null): Quote | null {
    const fresh = quote && bar.end - quote.venueTime <= quoteAgeBarsMax * this.barSeconds * 1e6;
    return fresh && quote.bid > 0 && quote.bid <= quote.ask ? quote : null;
  }
}
