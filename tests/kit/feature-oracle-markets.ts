/** The made-up markets that `tests/fixtures/features/oracle.py` computes every feature of anew, and the moments at which both are read. */
import { seededRandom } from '../../src/shared/base/random.ts';
import { epochMicros } from '../../src/shared/domain/numbers.ts';
import type { FeatureEvent } from '../../src/shared/features/feature-rows.ts';
import { madeMarket, marketStart } from './feature-market.ts';

export interface OracleMarket {
  readonly name: string;
  readonly barSeconds: number;
  readonly events: readonly FeatureEvent[];
}

/**
 * - `full`: minutes in sessions of 100, a day apart, over weekends and the end of February; nothing is missing.
 * - `gaps`: the same with bars that never came, ticks that never came, volumes and aggressors unknown, one-sided, locked and sizeless
 *   quotes, shallow depth, sessions cut short.
 * - `clock`: quarters of an hour round the clock, so that sessions begin at midnight.
 * - `days`: bars of a day.
 */
export const oracleMarkets = (): OracleMarket[] => [
  { name: 'full', barSeconds: 60, events: madeMarket({ seed: 31, bars: 2_300, sessionBars: 100 }) },
  { name: 'gaps', barSeconds: 60, events: thinned(madeMarket({ seed: 32, bars: 2_300, sessionBars: 100 }), 33) },
  { name: 'clock', barSeconds: 900, events: slower(madeMarket({ seed: 34, bars: 1_990 }), 15) },
  { name: 'days', barSeconds: 86_400, events: slower(madeMarket({ seed: 35, bars: 1_720 }), 1_440) },
];

/** The same events with each minute made so many. */
function slower(events: readonly FeatureEvent[], times: number): FeatureEvent[] {
  // Days begin at midnight, quarters of an hour at a quarter.
  const start = times === 1_440 ? Date.UTC(2019, 1, 8) * 1000 : marketStart;
  const at = (time: number): ReturnType<typeof epochMicros> => epochMicros(start + (time - marketStart) * times);
  return events.map((event): FeatureEvent => {
    switch (event.type) {
      case 'bar': return { ...event, bar: { ...event.bar, start: at(event.bar.start), end: at(event.bar.end) } };
      case 'quote': return { ...event, quote: { ...event.quote, venueTime: at(event.quote.venueTime) } };
      case 'depth': return { ...event, depth: { ...event.depth, venueTime: at(event.depth.venueTime) } };
      case 'trade': return { ...event, trade: { ...event.trade, venueTime: at(event.trade.venueTime) } };
      default: return event;
    }
  });
}

/** The same events with what feeds leave out left out. */
function thinned(events: readonly FeatureEvent[], seed: number): FeatureEvent[] {
  const random = seededRandom(seed);
  let bar = 0;
  return events.flatMap((event): FeatureEvent[] => {
    const chance = random.uniform();
    const inSession = bar % 100;
    // Every seventh session ends after 80 of its bars; one in five bars of ten has no ticks.
    const cut = Math.floor(bar / 100) % 7 === 5 && inSession >= 80;
    const silent = inSession >= 40 && inSession < 50 && bar % 5 === 0;
    if (event.type === 'bar') bar++;
    if (cut) return [];
    switch (event.type) {
      case 'bar': return chance < 0.03 ? [] : [chance < 0.08 ? { ...event, bar: { ...event.bar, volume: null } } : event];
      case 'quote': {
        if (silent || chance < 0.2) return [];
        const { quote } = event;
        if (chance < 0.23) return [{ ...event, quote: { ...quote, ask: quote.bid } }];
        if (chance < 0.26) return [{ ...event, quote: { ...quote, bidSize: quote.askSize } }];
        return [event];
      }
      case 'depth': {
        if (silent || chance < 0.2) return [];
        return [chance < 0.25 ? { ...event, depth: { ...event.depth, bids: event.depth.bids.slice(0, 1) } } : event];
      }
      case 'trade': return silent || chance < 0.3 ? [] : [chance < 0.4 ? { ...event, trade: { ...event.trade, aggressor: null } } : event];
      default: return chance < 0.5 ? [] : [event];
    }
  });
}

/**
 * Numbers of the bars at which a market is read. Of `full`: warming up, the first bars of a session, its middle and its end, on a weekday, at a
 * weekend and at the end of February; of `gaps` also where there were no ticks.
 */
export const oracleBars: Readonly<Record<string, readonly number[]>> = {
  full: [0, 20, 60, 120, 199, 240, 301, 1_350, 1_999, 2_100, 2_101, 2_171, 2_299],
  gaps: [35, 199, 641, 806, 1_050, 1_500, 1_741, 2_014, 2_016, 2_177],
  clock: [61, 250, 1_500, 1_861, 1_935, 1_989],
  days: [0, 31, 61, 500, 1_719],
};
