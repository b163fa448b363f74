/** How large the score would have to be for the edge to be worth its cost: by asking the policy itself. */
import type { Forecast } from '../../../shared/signals/forecast.ts';
import { isScoreWorthCost } from '../../../shared/signals/policy.ts';
import { policyInputsAt, type VerdictInputs } from './bar-end.ts';

/** Score above which nobody looks: ten horizon volatilities. */
const scoreMax = 10;
/** Halvings: to a millionth of a volatility. */
const halvings = 24;

/** Size of the score at which the edge is worth its cost, on the side of the forecast, whatever else the models or the desk say; null when no score up to 10 is enough, or nothing prices it. */
export function scoreWanted(inputs: VerdictInputs & { readonly forecast: Forecast }): number | null {
  const policy = policyInputsAt(inputs);
  const sign = inputs.forecast.expectedReturnBp >= 0 ? 1 : -1;
  const isWorthIt = (size: number): boolean => isScoreWorthCost(policy, sign * size) === true;
  if (!isWorthIt(scoreMax)) return null;
  let [below, enough] = [0, scoreMax];
  for (let i = 0; i < halvings; i++) {
    const middle = (below + enough) / 2;
    if (isWorthIt(middle)) enough = middle;
    else below = middle;
  }
  return enough;
}
