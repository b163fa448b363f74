/** What each model says of the same bar, in words, and whether it speaks for the call. Pure. */
import type { ModelCard, ModelRole } from '../../../shared/domain/model-card.ts';
import type { Side } from '../../../shared/domain/order.ts';
import type { ModelView, Signal } from '../../../shared/domain/signal.ts';
import { formatBp, formatPercent } from '../../ui/format.ts';
import { oddsAt } from './reasoning.ts';

export type Stance = 'for' | 'against' | 'open' | 'silent';

export interface ViewLine {
  readonly modelId: string;
  readonly modelVersion: string;
  readonly modelHash: string;
  readonly role: ModelRole;
  /** Whether it proposes. */
  readonly isChampion: boolean;
  /** Short: `up 55 %`. */
  readonly short: string;
  /** Whole: `up by more than cost: 55 %`. */
  readonly words: string;
  readonly stance: Stance;
  /** Shares that sum to one, or the one that it gives; empty where it gives no odds. */
  readonly odds: readonly { readonly name: string; readonly label: string; readonly value: number }[];
}

export const roleQuestions: Readonly<Record<ModelRole, string>> = {
  drift: 'which way, how far', edge: 'does the trade pay', regime: 'what market is it', direction: 'up by more than cost', fill: 'does a resting order fill', path: 'the next bars', range: 'how far it may go',
};

/** Within this of what is usual a model takes no side. */
const evenBand = 0.03;

/** The champion first, then the others in the order of the signal. `side` is that of the call, or of the lean where there is none; `wanted` the odds from which on the trade pays. */
export function viewLines(signal: Signal, side: Side, cardOf: (modelHash: string) => ModelCard | null, wanted: number | null = null): readonly ViewLine[] {
  const { explanation: e } = signal;
  const champion: ViewLine = {
    modelId: e.modelId, modelVersion: e.modelVersion, modelHash: e.modelHash, role: 'drift', isChampion: true, odds: [],
    short: formatBp(signal.expectedReturnBp), words: `${formatBp(signal.expectedReturnBp)} bp over ${signal.horizonBars} bars`, stance: stanceOf(signal.scoreSigma, side, 0),
  };
  return [champion, ...signal.views.map((view) => lineOf(view, signal, side, cardOf(view.modelHash), wanted))];
}

const stanceOf = (lean: number, side: Side, neutral: number): Stance => (Math.abs(lean) <= neutral ? 'open' : lean > 0 === (side === 'buy') ? 'for' : 'against');

function lineOf(view: ModelView, signal: Signal, side: Side, card: ModelCard | null, wanted: number | null): ViewLine {
  const { modelId, modelVersion, modelHash, role } = view;
  const base = { modelId, modelVersion, modelHash, role, isChampion: false };
  if (view.problem !== null) return { ...base, short: 'silent', words: view.problem, stance: 'silent', odds: [] };
  const odds = view.heads.flatMap(({ name, odds: value }) => (value === null ? [] : [{ name, label: (card?.heads.find((head) => head.name === name)?.label ?? name).toLowerCase(), value }]));
  return { ...base, odds, ...saidBy(view, odds, signal, side, { wanted, usual: oddsAt(card?.heads[0], card?.heads[0]?.baseValue ?? 0) }) };
}

interface Yardsticks {
  /** Odds from which on the trade pays; null where nobody says. */
  readonly wanted: number | null;
  /** Odds of the first output at the background: above cost is rarer than not, so that one half would be a lean of its own. */
  readonly usual: number | null;
}

function saidBy(view: ModelView, odds: ViewLine['odds'], signal: Signal, side: Side, { wanted, usual }: Yardsticks): Pick<ViewLine, 'short' | 'words' | 'stance'> {
  const percent = (value: number): string => formatPercent(value, 0);
  const top = odds.reduce<ViewLine['odds'][number] | null>((best, head) => (best && best.value >= head.value ? best : head), null);
  const oddsNamed = (name: string): number => odds.find((head) => head.name === name)?.value ?? 0;
  switch (view.role) {
    case 'drift': case 'range': return rangeSaid(view, signal, side);
    case 'edge': return top ? { short: percent(top.value), words: `a ${view.side ?? side} reaches its target first: ${percent(top.value)}${wanted === null ? '' : `, ${percent(wanted)} pay for it`}`, stance: view.side !== null && view.side !== side ? 'open' : wanted === null ? stanceOf(top.value - 0.5, 'buy', evenBand) : top.value > wanted ? 'for' : 'against' } : unsaid;
    case 'regime': return top ? { short: `${top.name} ${percent(top.value)}`, words: odds.map((head) => `${head.label} ${percent(head.value)}`).join(', '), stance: top.name === 'stressed' ? 'against' : 'open' } : unsaid;
    case 'direction': return top ? { short: `up ${percent(top.value)}`, words: `up by more than cost: ${percent(top.value)}${usual === null ? '' : `, usually ${percent(usual)}`}`, stance: stanceOf(top.value - (usual ?? 0.5), side, evenBand) } : unsaid;
    case 'fill': return top ? { short: `fills ${percent(top.value)}`, words: `a resting order fills in time: ${percent(top.value)}`, stance: 'open' } : unsaid;
    case 'path': return top ? { short: `${top.name} ${percent(top.value)}`, words: odds.map((head) => `${head.label} ${percent(head.value)}`).join(', '), stance: stanceOf(oddsNamed('up') - oddsNamed('down'), side, evenBand) } : unsaid;
  }
}

const unsaid = { short: 'no odds', words: 'gives no odds', stance: 'open' } as const;

/** A forecast of the return, or its quantiles, in basis points. */
function rangeSaid(view: ModelView, signal: Signal, side: Side): Pick<ViewLine, 'short' | 'words' | 'stance'> {
  const bp = view.heads.map(({ margin }) => margin * signal.horizonVolatilityBp);
  const middle = bp[Math.floor(bp.length / 2)] ?? 0;
  if (bp.length < 2) return { short: formatBp(middle), words: `${formatBp(middle)} bp`, stance: stanceOf(middle, side, 0) };
  const [low, high] = [bp[0] ?? 0, bp.at(-1) ?? 0];
  return { short: `${formatBp(low, 0)}…${formatBp(high, 0)}`, words: `${formatBp(low)} to ${formatBp(high)} bp, middle ${formatBp(middle)} bp`, stance: stanceOf(middle, side, 0.02 * signal.horizonVolatilityBp) };
}

export const stanceMarks: Readonly<Record<Stance, string>> = { for: '✓', against: '✕', open: '·', silent: '⊘' };
export const stanceWords: Readonly<Record<Stance, string>> = { for: 'speaks for the call', against: 'speaks against the call', open: 'takes no side', silent: 'is silent' };
