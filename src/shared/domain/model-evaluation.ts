/** How a model did on rows that it never saw, for plots and for those who must be able to say no. Ships beside the card as evaluation.json. */
import { z } from 'zod';

const finite = z.number();
const count = z.number().int().nonnegative();

const headEvaluationSchema = z.object({
  name: z.string(),
  /** Mean size of each feature's contribution over the sample, in the order of the card's features. */
  importance: z.array(finite),
  /** Held-out rows spread over time, for beeswarm and dependence plots; also the cases that are searched for similar ones. */
  sample: z.object({
    times: z.array(z.string()),
    symbols: z.array(z.string()),
    /** Rows x features; null where missing. */
    features: z.array(z.array(finite.nullable())),
    /** Rows x features, in the unit of the margin. */
    contributions: z.array(z.array(finite)),
    margins: z.array(finite),
    /** The label: what came of it. */
    outcomes: z.array(finite),
  }),
  /** Odds against frequency, bins of equal count. Null where the head gives no odds. */
  reliability: z.array(z.object({ odds: finite, frequency: finite, low: finite, high: finite, rows: count })).nullable(),
  /** At odds of `threshold`. */
  confusion: z.object({ threshold: finite, truePositives: count, falsePositives: count, trueNegatives: count, falseNegatives: count }).nullable(),
  /** Share of rows spoken about, and share right among them, as the threshold rises. */
  precisionCoverage: z.array(z.object({ threshold: finite, coverage: finite, precision: finite, rows: count })).nullable(),
});
export type HeadEvaluation = z.infer<typeof headEvaluationSchema>;

/** One family on the same rows and label: what complexity buys. */
const comparisonSchema = z.object({
  family: z.string(),
  /** Words: 'logistic regression, 61 coefficients'. */
  label: z.string(),
  metric: z.string(),
  value: finite,
  low: finite.nullable(),
  high: finite.nullable(),
  /** Numbers that were learnt. */
  parameters: count,
  /** How it is explained: 'linear-closed-form', 'tree-interventional', ... */
  explainedBy: z.string(),
  isThis: z.boolean(),
});

export const modelEvaluationSchema = z.object({
  modelId: z.string(),
  version: z.string(),
  heads: z.array(headEvaluationSchema).min(1).max(3),
  comparison: z.array(comparisonSchema),
});
export type ModelEvaluation = z.infer<typeof modelEvaluationSchema>;
