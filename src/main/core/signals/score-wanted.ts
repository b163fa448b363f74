/** How large the score would have to be for the edge to be worth its cost: by asking the policy itself. */
import type { Forecast } from '../../../shared/signals/forecast.ts';
import { verdictAt, type VerdictInputs } from './bar-end.ts';

/** Score above which nobody looks: ten horizon volatilities. */
const scoreMax = 10;
/** Halvings: to a millionth of a volatility. */
const halvings = 24;

/** Size of the score at which these inputs are no longer refused for cost, on the side of the forecast; null when no score up to 10 is enough. */
export function scoreWanted(inputs: VerdictInputs & { readonly forecast: Forecast }): number | null {
  const { forecast } = inputs;
  const sign = forecast.expectedReturnBp >= 0 ? 1 : -1;
  const isWorthIt = (size: number): boolean => {
    const scoreSigma = sign * size;
    const verdict = verdictAt({ ...inputs, forecast: { ...forecast, scoreSigma, expectedReturnBp: scoreSigma * forecast.horizonVolatilityBp } });
    return !(verdict.kind === 'abstain' && verdict.reason === 'EDGE_BELOW_COST');
  };
  if (!isWorthIt(scoreMax)) return null;
  let [below, enough] = [0, scoreMax];
  for (let i = 0; i < halvings; i++) {
    const middle = (below + enough) / 2;
    if (isWorthIt(middle)) enough = middle;
    else below = middle;
  }
  return enough;
}
