/** What a model is for, where it comes from and how well it did. Ships beside model.onnx as card.json. */
import { z } from 'zod';

export const modelCardSchema = z.object({
  modelId: z.string().min(1),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  family: z.enum(['linear']),
  objective: z.enum(['alpha', 'execution', 'risk']),
  /** The problem in one sentence. */
  problem: z.string().min(1),
  /** What it does, readable without code. */
  summary: z.string().min(1),
  successCriteria: z.array(z.string()).min(1),
  limitsOfUse: z.array(z.string()).min(1),
  knownFailures: z.array(z.string()),
  owner: z.string().min(1),
  validator: z.string().min(1),
  trainedAt: z.string(),
  trainingData: z.object({
    description: z.string(),
    sha256: z.string(),
    rows: z.number().int(),
    firstBar: z.string(),
    lastBar: z.string(),
  }),
  featureNames: z.array(z.string()).min(1),
  featureSchemaHash: z.string(),
  /** Value that the model sees where a feature is missing, one per feature (the training mean). */
  missingDefaults: z.array(z.number()),
  /** Missing features above which the model abstains. */
  missingFeaturesMax: z.number().int(),
  /** Per feature: the range seen in training (0.1 % and 99.9 % quantiles). */
  featureRanges: z.array(z.object({ low: z.number(), high: z.number() })),
  horizonBars: z.number().int().positive(),
  output: z.object({ name: z.string(), unit: z.literal('sigma') }),
  background: z.object({ id: z.string(), means: z.array(z.number()), baseValue: z.number() }),
  linear: z.object({ coefficients: z.array(z.number()), intercept: z.number() }),
  /** Quantiles of held-out residuals in sigma, for the band. */
  residualBand: z.object({ level: z.number(), low: z.number(), high: z.number() }),
  metrics: z.object({
    rowsHeldOut: z.number().int(),
    /** Pearson correlation of score and outcome, held out, with its 95 % interval. */
    informationCoefficient: z.object({ value: z.number(), low: z.number(), high: z.number() }),
    rSquared: z.number(),
    rmseSigma: z.number(),
    /** Share of held-out outcomes inside the band, measured on rows that the band was not fitted to. */
    bandCoverage: z.number(),
  }),
  /** Inputs with their expected outputs: a loaded model must reproduce them before it may speak. */
  probes: z.array(z.object({ features: z.array(z.number()), output: z.number() })).min(1),
});

export type ModelCard = z.infer<typeof modelCardSchema>;

/** What must be true of the files beside the card: SHA-256 in hex of each. */
export const modelManifestSchema = z.object({
  modelId: z.string(),
  version: z.string(),
  files: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)),
});

export type ModelManifest = z.infer<typeof modelManifestSchema>;
