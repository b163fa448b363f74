/** What a model called at a bar, kept until it can be told whether it was right. Each kind is settled as its label was made (docs/specs/labels.md), by closes. */
import type { Bar } from '../domain/bar.ts';
import type { ModelCard } from '../domain/model-card.ts';
import { sideSign } from '../domain/order.ts';
import { midTicks, type Quote } from '../domain/quote.ts';
import type { ModelView } from '../domain/signal.ts';

export interface LiveCall {
  /** Each later bar of the horizon, its last one too. */
  onPath?(bar: Bar): void;
  /** With the bar that ends the horizon: whether the call was right; null where the market gave no answer. */
  settle(bar: Bar): boolean | null;
}

/** What the calls of a bar are made against. */
export interface CallBasis {
  /** Close of the bar, ticks. */
  readonly close: number;
  /** Over the horizon of the drift model. */
  readonly horizonVolatilityBp: number;
  /** Horizon of the drift model, bars. */
  readonly horizonBars: number;
  readonly quote: Quote | null;
  readonly feeBp: number;
}

/** What a view calls; null where it is silent or where what it says is not a call (odds of exactly one half, a regime). */
export function callOf(view: ModelView, card: ModelCard, basis: CallBasis): LiveCall | null {
  const head = (name: string): ModelView['heads'][number] | null => view.heads.find((h) => h.name === name) ?? (view.heads.length === 1 ? view.heads[0] ?? null : null);
  switch (card.role) {
    case 'drift': return signCall(head('score')?.margin ?? 0, basis.close);
    case 'range': return signCall(head('q50')?.margin ?? 0, basis.close);
    case 'path': return signCall((head('up')?.odds ?? 0) - (head('down')?.odds ?? 0), basis.close);
    case 'direction': return aboveCostCall(head('up')?.odds ?? null, basis);
    case 'edge': return tradeCall(head('hit')?.odds ?? null, view, card, basis);
    case 'fill': return fillCall(head('fill')?.odds ?? null, view, basis);
    case 'regime': return null;
  }
}

/** Right when the price closes on the side that was said; no answer where it does not move. */
export function signCall(said: number, close: number): LiveCall | null {
  const sign = Math.sign(said);
  return sign === 0 || Number.isNaN(sign) ? null : { settle: (bar) => (bar.close === close ? null : Math.sign(bar.close - close) === sign) };
}

/** Spread and fees of a round trip, basis points; null without a quote. */
const flatCostBp = ({ quote, feeBp }: CallBasis): number | null => (quote ? ((quote.ask - quote.bid) / midTicks(quote)) * 1e4 + 2 * feeBp : null);

function aboveCostCall(odds: number | null, basis: CallBasis): LiveCall | null {
  const costBp = flatCostBp(basis);
  if (odds === null || odds === 0.5 || costBp === null || basis.close <= 0) return null;
  return { settle: (bar) => (bar.close > 0 ? (Math.log(bar.close / basis.close) * 1e4 > costBp) === odds > 0.5 : null) };
}

/** Triple barrier on closes; where time runs out, whether the side is ahead after cost. */
function tradeCall(odds: number | null, view: ModelView, card: ModelCard, basis: CallBasis): LiveCall | null {
  const costBp = flatCostBp(basis);
  if (odds === null || odds === 0.5 || costBp === null || !card.trade || view.side === null || basis.close <= 0) return null;
  const sign = sideSign(view.side);
  const volatilityBp = basis.horizonVolatilityBp * Math.sqrt(card.horizonBars / basis.horizonBars);
  const [targetBp, stopBp] = [card.trade.targetSigma * volatilityBp + costBp, card.trade.stopSigma * volatilityBp];
  const returnBp = (bar: Bar): number => sign * (bar.close / basis.close - 1) * 1e4;
  let hit: boolean | null = null;
  return {
    onPath: (bar) => {
      if (hit === null && returnBp(bar) >= targetBp) hit = true;
      if (hit === null && returnBp(bar) <= -stopBp) hit = false;
    },
    settle: (bar) => (hit ?? returnBp(bar) > costBp) === odds > 0.5,
  };
}

/** Filled when a later bar trades through the own touch. */
function fillCall(odds: number | null, { side }: ModelView, { quote }: CallBasis): LiveCall | null {
  if (odds === null || odds === 0.5 || !quote || side === null) return null;
  let filled = false;
  return {
    onPath: (bar) => { filled ||= side === 'buy' ? bar.low < quote.bid : bar.high > quote.ask; },
    settle: () => filled === odds > 0.5,
  };
}
