/** What a model called at a bar, kept until it can be told whether it was right: by the label that such a model is taught (src/shared/labels), at its own horizon. */
import type { ModelCard } from '../domain/model-card.ts';
import { sideSign } from '../domain/order.ts';
import type { ModelView } from '../domain/signal.ts';
import { aboveCost } from '../labels/above-cost.ts';
import { targetBeforeStop } from '../labels/edge.ts';
import { horizonReturn } from '../labels/horizon-return.ts';
import { passiveFill } from '../labels/passive-fill.ts';
import { realisedRegime } from '../labels/realised-regime.ts';
import type { Labeller, Series } from '../labels/series.ts';
import { shortPath } from '../labels/short-path.ts';

export interface CallOutcome {
  /** Null where the market gave no answer: the price has not moved, or the path was flat. */
  readonly right: boolean | null;
  /** Where the answer is one of several classes: which was called, and which came. */
  readonly classes: { readonly called: string; readonly came: string } | null;
}

export interface LiveCall {
  /** @param place of the call's bar in a series that reaches its horizon. Null where the label is none: no quote to price it, no volatility, a pause on the way. */
  settle(series: Series, place: number): CallOutcome | null;
}

/** Classes in the order of their labels' values (LB-9, LB-10). */
export const pathClasses = ['down', 'flat', 'up'] as const;
export const regimeClasses = ['calm', 'choppy', 'stressed'] as const;

/** What a view calls; null where it is silent or where what it says is not a call: odds of exactly one half, or likeliest classes that are equally likely. */
export function callOf(view: Pick<ModelView, 'heads' | 'side'>, card: Pick<ModelCard, 'role' | 'horizonBars' | 'trade'>): LiveCall | null {
  const { horizonBars: bars, trade } = card;
  const head = (name: string): ModelView['heads'][number] | null => view.heads.find((h) => h.name === name) ?? (view.heads.length === 1 ? view.heads[0] ?? null : null);
  const sign = view.side === null ? null : sideSign(view.side);
  switch (card.role) {
    case 'drift': return signCall(head('score')?.margin ?? 0, bars);
    case 'range': return signCall(head('q50')?.margin ?? 0, bars);
    case 'direction': return oddsCall(head('up')?.odds ?? null, aboveCost(bars), 1);
    case 'edge': return trade && sign ? oddsCall(head('hit')?.odds ?? null, targetBeforeStop(bars, trade), sign) : null;
    case 'fill': return sign ? oddsCall(head('fill')?.odds ?? null, passiveFill(bars), sign) : null;
    case 'path': return pathCall(view, shortPath(bars));
    case 'regime': return classCall(view, regimeClasses, realisedRegime(bars));
  }
}

/** Right when the price closes on the side that was said; no answer where it does not move. */
export function signCall(said: number, bars: number): LiveCall | null {
  const sign = Math.sign(said);
  if (sign === 0 || Number.isNaN(sign)) return null;
  const label = horizonReturn(bars);
  return {
    settle(series, place) {
      const came = label(series, place, 1)?.values[0];
      return came === undefined ? null : { right: came === 0 ? null : Math.sign(came) === sign, classes: null };
    },
  };
}

function oddsCall(odds: number | null, label: Labeller, side: 1 | -1): LiveCall | null {
  if (odds === null || odds === 0.5) return null;
  return {
    settle(series, place) {
      const came = label(series, place, side)?.values[0];
      return came === undefined ? null : { right: (came === 1) === odds > 0.5, classes: null };
    },
  };
}

/** The likeliest class. A model of one head says whether its class comes or not. */
function classCall({ heads }: Pick<ModelView, 'heads'>, names: readonly string[], label: Labeller): LiveCall | null {
  const said = heads.flatMap(({ name, odds }) => (odds === null || !names.includes(name) ? [] : [{ name, odds }]));
  const [only] = said;
  if (said.length !== names.length && (said.length !== 1 || !only || only.odds === 0.5)) return null;
  const ranked = [...said].sort((a, b) => b.odds - a.odds);
  if (said.length > 1 && ranked[0]?.odds === ranked[1]?.odds) return null;
  const named = (came: string): string => (said.length > 1 || came === only?.name ? came : `not ${only?.name ?? ''}`);
  const called = said.length > 1 || !only ? ranked[0]?.name ?? '' : only.odds > 0.5 ? only.name : `not ${only.name}`;
  return {
    settle(series, place) {
      const values = label(series, place, 1)?.values;
      const came = values && names[values.indexOf(1)];
      return came === undefined ? null : { right: called === named(came), classes: { called, came: named(came) } };
    },
  };
}

/** The class as of a regime; right is the side, the likelier of up and down, where the path took one: a coin is right in half. */
function pathCall(view: Pick<ModelView, 'heads'>, label: Labeller): LiveCall | null {
  const oddsNamed = (name: string): number => view.heads.find((h) => h.name === name)?.odds ?? 0;
  const lean = Math.sign(oddsNamed('up') - oddsNamed('down'));
  const whole = classCall(view, pathClasses, label);
  if (!whole && lean === 0) return null;
  return {
    settle(series, place) {
      const values = label(series, place, 1)?.values;
      if (!values) return null;
      const came = (values[2] ?? 0) - (values[0] ?? 0);
      return { right: lean === 0 || came === 0 ? null : came === lean, classes: whole?.settle(series, place)?.classes ?? null };
    },
  };
}
