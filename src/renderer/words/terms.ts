/** What the words of an explanation mean: one line each, the same on hover, in the list under Source and in docs/GLOSSARY.md (held by terms.test.ts). */

export const terms = {
  odds: 'calibrated probability; of a trade, that it reaches its target before its stop, after cost',
  'past frequency': 'share of hits among held-out rows that were given like odds, with its 95 % interval and their number',
  'break-even odds': 'odds at which a trade brings nothing after cost: (loss + cost) / (win + loss)',
  'log-odds': 'logarithm of odds for over odds against; contributions add up in it, and not in odds',
  band: 'the interval that a return will fall in with stated probability',
  level: 'the probability that the band asks for now, moved after each outcome so that it holds as often as it promises',
  'live coverage': 'share of the bands of this desk that held what came',
  edge: 'expected gain of the suggested side before cost, basis points; *net edge* is after cost',
  cost: 'half-spread, fees and impact of a round trip, basis points of notional',
  'edge gone at': 'the quantity at which impact has eaten the edge',
  'bet size': 'share of the full size that the odds are worth, 0 to 1',
  'fill odds': 'odds that an order resting at the touch fills within its patience; they decide between resting and taking',
  stability: 'of copies of the row with small noise added, those that give the same call',
  novelty: 'distance of the features from their training means in training deviations: near 1 is usual',
  contribution: 'a feature\'s share of the output, in the output\'s unit; contributions and base value add up to the output',
  'base value': 'a model\'s mean output over the background',
  background: 'the rows that an explanation compares with; named and dated in the model card',
  'additivity gap': 'how far base value and contributions are from the output; beyond the tolerance the explanation is shown as failed',
  'standard error': 'how far an estimated contribution may be off by chance; drawn as a whisker of 95 %, nil where the method is exact',
  interaction: 'what two features add together beyond what each adds alone',
  flip: 'the smallest change of one to three features, to values that were seen, after which the model itself decides otherwise',
  'what-if': 'the output over the range of one feature, the others as they are',
  'similar case': 'a past row whose features are nearest to this one\'s, in training deviations, with what came of it',
  champion: 'the model whose forecast proposes the side',
  challenger: 'a model that answers a like question beside the champion and does not propose',
  regime: 'calm, choppy or stressed; stress forbids suggestions',
  abstain: 'a model or the policy makes no suggestion, with a named reason',
  actionable: 'of a feature: waiting or acting can change it within some bars; a flip varies no others',
  score: 'the drift model\'s output: the expected return in units of horizon volatility (sigma)',
  'area under the curve': 'of all pairs of a case that came and one that did not, the share in which the first was given the higher odds; one half is chance',
  'Brier score': 'mean squared distance of odds from what came, 1 or 0; less is better',
  'log loss': 'mean surprise at what came, given the odds, in nats; less is better',
  'information coefficient': 'IC: correlation of the expected return with the return that came; 0 is chance, and far above 0.1 is a leak until proved otherwise',
  importance: 'mean size of a feature\'s contributions over held-out rows',
  'held out': 'of rows: later than those of training, after a purge and an embargo; figures and past frequencies are of them',
  'switched off': 'a person has taken a model\'s voice away at this desk, with a reason in the journal; it is asked nothing until a person gives it back',
  'calibration error': 'mean distance of odds from what such odds came to, over groups of like odds',
  'pinball loss': 'error of a quantile: what lies above it weighs by its level, what lies below by the rest',
} as const;

export type TermName = keyof typeof terms;
export const termNames = Object.keys(terms) as readonly TermName[];
/** The meaning without the marks of the document. */
export const termWords = (name: TermName): string => terms[name].replaceAll('*', '');
