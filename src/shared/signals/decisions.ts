/** Which model speaks to which decision, and what is done while it is silent. The policy (policy.ts) does this and nothing else; docs/specs/signals.md shows it. */
import type { ModelRole } from '../domain/model-card.ts';

export interface DecisionRule {
  readonly decision: string;
  readonly role: ModelRole;
  /** Column of the model's output that is asked; null where it is the one that the role has. */
  readonly head: string | null;
  readonly does: string;
  /** What happens without it. Nothing is guessed. */
  readonly silent: string;
}

export const decisionRules = [
  { decision: 'side', role: 'drift', head: null, does: 'the sign of the expected return proposes the side; its size is the edge', silent: 'no suggestion: `MODEL_UNAVAILABLE`' },
  { decision: 'permission', role: 'regime', head: 'stressed', does: 'odds of a stressed market above one half forbid a suggestion: `REGIME_FORBIDS`', silent: 'nothing is forbidden; where it is outside its training nothing is suggested: `OUT_OF_DISTRIBUTION`' },
  { decision: 'odds', role: 'edge', head: 'hit', does: 'odds of the proposed trade below its break-even odds refuse it: `ODDS_TOO_LOW`; its stop is the stop of the suggestion', silent: 'no odds are stated; the stop is the far end of the band' },
  { decision: 'size', role: 'edge', head: 'hit', does: 'the bet size of the odds scales the cost-optimal size, to at most what their own edge is worth and one lot at least', silent: 'no bet size is stated and one lot is suggested; without an edge model at the desk the cost-optimal size stands' },
  { decision: 'rest or take', role: 'fill', head: 'fill', does: 'a limit at the own touch when resting is worth more after the chance of not filling, else at the far touch', silent: 'no fill odds are stated; the far touch is taken' },
  { decision: 'band', role: 'range', head: null, does: 'its lowest and highest quantile are the band, at its live level', silent: "the band is that of the drift model's residuals, at its live level" },
  { decision: 'second opinion', role: 'direction', head: 'up', does: 'shown beside the call, measured live; decides nothing', silent: 'not shown' },
  { decision: 'second opinion', role: 'path', head: null, does: 'shown beside the call, measured live; decides nothing', silent: 'not shown' },
] as const satisfies readonly DecisionRule[];

/** The table of docs/specs/signals.md. */
export const decisionTable = (): string => [
  '| decision | model | head | what it does | while silent |',
  '|---|---|---|---|---|',
  ...decisionRules.map((rule) => `| ${rule.decision} | ${rule.role} | ${rule.head === null ? '' : `\`${rule.head}\``} | ${rule.does} | ${rule.silent} |`),
].join('\n');
