/** Features of the desk's own orders in the name. Null until somebody tells of them; models then see their defaults. */
import type { Fill } from '../domain/fill.ts';
import type { FeatureSpec } from './feature-spec.ts';
import type { PricePath } from './price-path.ts';
import type { VolumeFeatures } from './volume.ts';
import { ratio, Ring } from './windows.ts';

/** How the desk stands in the name. */
export interface OwnState {
  /** Signed lots held. */
  readonly positionQty: number;
  /** Lots left on working orders to buy, and to sell. */
  readonly workingBuyQty: number;
  readonly workingSellQty: number;
}

const ofOwn = { group: 'own', needs: 'own', unit: 'ratio', windowBars: 0, staleAfterBars: null, actionable: true } as const;
const untold = 'nothing is known of own orders (as in training on tapes)';

export const ownSpecs = [
  { ...ofOwn, name: 'own_position', label: 'Own position', meaning: 'signed position over its size plus 1 % of a usual day\'s volume', missing: `${untold}, or volume is unknown`, glossary: 'How much the desk holds for this name\'s volume: +0.5 is long 1 % of a day.', directional: true },
  { ...ofOwn, name: 'own_order_imbalance', label: 'Own working orders', meaning: 'lots working to buy less lots working to sell over both', missing: `${untold}, or no order works`, glossary: 'Whether the desk\'s open orders buy (above 0) or sell: its own pressure on the book.', directional: true },
  { ...ofOwn, name: 'own_fill_recency', label: 'Own fill, how recent', meaning: '1 over 1 plus the bars since the last own fill; 0 when there was none', missing: untold, glossary: '1 the desk just traded, 0.5 a bar ago, near 0 long ago: the price may still carry it.', directional: false, actionable: false },
  { ...ofOwn, name: 'own_participation_15', label: 'Own share of volume', windowBars: 15, meaning: 'lots filled for the desk over all volume, 15 bars, at most 1', missing: `${untold}, or no bar in the window has a volume`, glossary: 'How much of the market the desk has been: above 0.1 it moves the price itself.', directional: false },
] as const satisfies readonly FeatureSpec[];

export type OwnName = (typeof ownSpecs)[number]['name'];

/** Share of a day's volume at which a position counts as half. */
const halfShareOfDay = 0.01;

export class OwnFeatures {
  private readonly path: PricePath;
  private readonly volume: VolumeFeatures;
  private readonly filled = new Ring(15);
  private filledNow = 0;
  private barsSinceFill: number | null = null;
  private state: OwnState | null = null;

  constructor(path: PricePath, volume: VolumeFeatures) {
    this.path = path;
    this.volume = volume;
  }

  onState(state: OwnState): void {
    this.state = state;
  }

  onFill(fill: Pick<Fill, 'lastQty'>): void {
    this.filledNow += fill.lastQty;
    this.barsSinceFill = -1;
  }

  onBar(): void {
    this.filled.push(this.filledNow);
    this.filledNow = 0;
    if (this.barsSinceFill !== null) this.barsSinceFill++;
  }

  values(): Record<OwnName, number | null> {
    const { state, barsSinceFill } = this;
    if (!state) return { own_position: null, own_order_imbalance: null, own_fill_recency: null, own_participation_15: null };
    return {
      own_position: this.position(state.positionQty),
      own_order_imbalance: ratio(state.workingBuyQty - state.workingSellQty, state.workingBuyQty + state.workingSellQty),
      own_fill_recency: barsSinceFill === null ? 0 : 1 / (1 + Math.max(0, barsSinceFill)),
      own_participation_15: ratio(this.filled.sum(15), this.volume.volumeOf(15)),
    };
  }

  private position(lots: number): number | null {
    const usual = this.volume.usualVolume();
    return usual === null ? null : ratio(lots, Math.abs(lots) + halfShareOfDay * usual * this.path.barsPerDay());
  }
}
