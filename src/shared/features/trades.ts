/** Features of single trades. Null where the feed prints none. A tick costs O(1) and allocates nothing. */
import type { TradePrint } from '../domain/quote.ts';
import { noTrades, type FeatureSpec } from './feature-spec.ts';
import { clip, ratio, Ring, Surge } from './windows.ts';

const ofTrades = { group: 'trades', needs: 'trades', unit: 'ratio', missing: noTrades, directional: true, actionable: true } as const;

export const tradeSpecs = [
  { ...ofTrades, name: 'trade_flow_1', label: 'Buyer-initiated trades, 1 bar', windowBars: 1, staleAfterBars: 1, meaning: 'size bought less size sold by aggressors over both, in the bar', glossary: 'Who was in a hurry in the last bar: buyers (above 0) or sellers.' },
  { ...ofTrades, name: 'trade_flow_5', label: 'Buyer-initiated trades', windowBars: 5, staleAfterBars: 5, meaning: 'size bought less size sold by aggressors over both, 5 bars', glossary: 'Who was in a hurry in the last five bars: buyers (above 0) or sellers.' },
  { ...ofTrades, name: 'trade_flow_15', label: 'Buyer-initiated trades, 15 bars', windowBars: 15, staleAfterBars: 15, meaning: 'size bought less size sold by aggressors over both, 15 bars', glossary: 'Who was in a hurry in the last fifteen bars: buyers (above 0) or sellers.' },
  { ...ofTrades, name: 'trade_count_surge', label: 'Number of trades against usual', unit: 'sigma', windowBars: 30, staleAfterBars: 1, meaning: 'log of the number of trades of the bar less its exponential mean (weight 1/30) over its deviation (at least 0.1), within 5; 0 below a thousandth', missing: 'no trade in the bar, or fewer than 30 bars with one', glossary: 'Whether the tape is busier (above 0) or quieter than usual.', directional: false, actionable: false },
  { ...ofTrades, name: 'trade_size_surge', label: 'Size of trades against usual', unit: 'sigma', windowBars: 30, staleAfterBars: 1, meaning: 'log of the mean size of the trades of the bar less its exponential mean (weight 1/30) over its deviation (at least 0.1), within 5; 0 below a thousandth', missing: 'no trade in the bar, or fewer than 30 bars with one', glossary: 'Whether trades are larger (above 0) or smaller than usual: institutions or algorithms at work.', directional: false, actionable: false },
  { ...ofTrades, name: 'trade_impact_30', label: 'Price impact of trades', windowBars: 30, staleAfterBars: 30, meaning: 'correlation through the origin of returns and net aggressor volume, 30 bars: how much of the movement trades explain (after Kyle 1985, without scale)', missing: 'fewer bars than the window, or no trade with a known aggressor or no move in it', glossary: 'Near 1 prices follow the trades; near 0 trades are absorbed.', directional: false, actionable: false },
] as const satisfies readonly FeatureSpec[];

export type TradeName = (typeof tradeSpecs)[number]['name'];

export class TradeFeatures {
  private readonly bought = new Ring(15);
  private readonly sold = new Ring(15);
  private readonly moves = new Ring(30);
  private readonly nets = new Ring(30);
  private readonly countSurge = new Surge();
  private readonly sizeSurge = new Surge();
  private boughtNow = 0;
  private soldNow = 0;
  private countNow = 0;
  private sizeNow = 0;

  onTrade(trade: TradePrint): void {
    this.countNow++;
    this.sizeNow += trade.size;
    if (trade.aggressor === 'buy') this.boughtNow += trade.size;
    else if (trade.aggressor === 'sell') this.soldNow += trade.size;
  }

  /** @param move return of the bar, null across a session break */
  onBar(move: number | null): void {
    this.bought.push(this.boughtNow);
    this.sold.push(this.soldNow);
    this.countSurge.add(this.countNow);
    this.sizeSurge.add(this.countNow === 0 ? 0 : this.sizeNow / this.countNow);
    if (move !== null) {
      this.moves.push(move);
      this.nets.push(this.boughtNow - this.soldNow);
    }
    this.boughtNow = this.soldNow = this.countNow = this.sizeNow = 0;
  }

  values(): Record<TradeName, number | null> {
    return {
      trade_flow_1: this.flow(1), trade_flow_5: this.flow(5), trade_flow_15: this.flow(15),
      trade_count_surge: this.countSurge.value, trade_size_surge: this.sizeSurge.value, trade_impact_30: this.impact(),
    };
  }

  private flow(bars: number): number | null {
    const bought = this.bought.sum(bars);
    const sold = this.sold.sum(bars);
    return ratio(bought - sold, bought + sold);
  }

  private impact(): number | null {
    const { moves, nets } = this;
    if (!moves.full) return null;
    let both = 0;
    let ofMoves = 0;
    let ofNets = 0;
    for (let back = 29; back >= 0; back--) {
      const move = moves.ago(back);
      const net = nets.ago(back);
      both += move * net;
      ofMoves += move * move;
      ofNets += net * net;
    }
    return ofMoves > 0 && ofNets > 0 ? clip(both / Math.sqrt(ofMoves * ofNets), 1) : null;
  }
}
