/** One short sentence for a call: what, why, and what speaks against it. The same signal always gives the same words. */
import type { AbstainReason } from '../../../shared/domain/signal.ts';
import type { Side } from '../../../shared/domain/order.ts';
import { abstainWords } from '../../words/signal-words.ts';
import { against, supporting, type Part } from './parts.ts';
import { phraseOf } from './phrases.ts';

export interface CallFacts {
  readonly parts: readonly Part[];
  /** The side that is suggested; null when the model abstains. */
  readonly side: Side | null;
  /** Output of the model, sigma: which way an abstaining model leans. */
  readonly scoreSigma: number;
  readonly abstained: AbstainReason | null;
  /** Whether the parts add up; when not, none is named. */
  readonly additive: boolean;
}

/** A reason weaker than this share of the strongest contribution is not worth a clause. */
const clauseShareMin = 0.25;
const counterShareMin = 0.05;
/** Two lines of the panel on a laptop: what does not fit stands in the waterfall, and a sentence that is not read in two seconds is none. */
const sentenceCharsMax = 104;

export function callSentence(facts: CallFacts): string {
  if (!facts.additive) return 'No reasons can be given: the parts do not add up to the output, so none of them is shown.';
  const sign = (facts.side === null ? facts.scoreSigma >= 0 : facts.side === 'buy') ? 1 : -1;
  const strongest = Math.max(0, ...facts.parts.map((part) => Math.abs(part.margin)));
  const reasons = supporting(facts.parts, sign).filter((part) => Math.abs(part.margin) >= clauseShareMin * strongest).slice(0, 2);
  const counter = against(facts.parts, sign).find((part) => Math.abs(part.margin) >= counterShareMin * strongest);
  const first = facts.side === null ? `${noCall(facts)} It leans ${sign > 0 ? 'up' : 'down'}: ` : facts.side === 'buy' ? 'Buy: ' : 'Sell: ';
  const but = counter ? `; against it, ${phraseOf(counter)}` : '; nothing of weight against it';
  const clauses = reasons.map(phraseOf);
  const both = `${first}${joined(clauses)}${but}.`;
  const one = `${first}${clauses[0] ?? ''}${but}.`;
  if (clauses.length === 0) return `${first}only the model\u2019s base value points this way${but}.`;
  if (both.length <= sentenceCharsMax) return both;
  // Beside the reason of a silence there is room for one clause.
  return facts.side === null && one.length > sentenceCharsMax ? `${first}${clauses[0] ?? ''}.` : one;
}

function noCall(facts: CallFacts): string {
  // Its numbers stand in a line of their own under the sentence.
  return facts.abstained ? `No call: ${abstainWords[facts.abstained]}.` : 'No call.';
}

/** Two clauses about the same thing name it once: "price has fallen over 5 bars and has risen over 15 bars". */
const joined = ([first = '', second]: readonly string[]): string =>
  second === undefined ? first : `${first} and ${first.startsWith('price ') && second.startsWith('price ') ? second.slice('price '.length) : second}`;
