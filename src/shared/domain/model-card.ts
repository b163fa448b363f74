/** What a model is for, where it comes from and how well it did. Ships beside model.onnx as card.json. */
import { z } from 'zod';

/** From the plainest to the least transparent. */
export const modelFamilies = ['linear', 'logistic', 'tree', 'forest', 'boosting', 'svm', 'network'] as const;
export type ModelFamily = (typeof modelFamilies)[number];

/** The question that a model answers; the policy knows what to do with the answer, whoever gives it. */
export const modelRoles = [
  'drift', //     expected return over the horizon: proposes the side
  'edge', //      odds that a trade of this side reaches its target before its stop, after cost: sizes or refuses it
  'regime', //    which regime the market is in: may forbid
  'direction', // odds that the price is up by more than cost: challenges the drift
  'fill', //      odds that an order resting at the touch fills: resting or taking
  'path', //      odds of down, flat and up over a short horizon: challenges the drift
  'range', //     quantiles of the return: the band
] as const;
export type ModelRole = (typeof modelRoles)[number];

const finite = z.number();
const count = z.number().int().nonnegative();

/**
 * From margin to odds, fitted on rows later than those of training. `platt`: logistic(slope x margin + offset) (Platt 1999).
 * `isotonic`: linear between rising points, level beyond the ends (Zadrozny and Elkan 2002). `none`: logistic(margin).
 */
const calibrationSchema = z.discriminatedUnion('method', [
  z.object({ method: z.literal('none') }),
  z.object({ method: z.literal('platt'), slope: finite, offset: finite }),
  z.object({ method: z.literal('isotonic'), margins: z.array(finite).min(1), odds: z.array(finite).min(1) }),
]);
export type CalibrationMap = z.infer<typeof calibrationSchema>;

/** What came of rows that were given odds within [low, high): the past frequency that is shown beside odds. Held out from the fit of the map. */
const frequencySchema = z.object({ low: finite, high: finite, rows: count, hits: count });

const headSchema = z.object({
  /** Column of the output, by name: 'score', 'up', 'q90'. */
  name: z.string().min(1),
  /** What it says, in words. */
  label: z.string().min(1),
  /** Unit of the margin, of the base value and of contributions. */
  unit: z.enum(['sigma', 'log-odds']),
  /** Margin at the background: the mean over its rows. */
  baseValue: finite,
  /** Null where the margin is the answer ('sigma'). */
  calibration: calibrationSchema.nullable(),
  /** Empty where there are no odds. */
  frequencies: z.array(frequencySchema),
});
export type ModelHead = z.infer<typeof headSchema>;

const metricSchema = z.object({
  /** 'informationCoefficient', 'rSquared', 'rmseSigma', 'bandCoverage', 'auc', 'brier', 'logLoss', 'ece', ... */
  name: z.string().min(1),
  label: z.string().min(1),
  value: finite,
  /** 95 % interval; null where none was made. */
  low: finite.nullable(),
  high: finite.nullable(),
  /** 'ratio', 'share', 'sigma', 'bp', 'nats'. */
  unit: z.string(),
  /** Held-out rows that it was measured on. */
  rows: count,
});
export type ModelMetric = z.infer<typeof metricSchema>;

/** As a folder on every disk may be called: nothing in it leads elsewhere, and no two ids are one folder where letters have no case. */
export const modelIdPattern = /^[a-z0-9][a-z0-9.-]{0,63}$/;
/** Written one way: 1.0.0 and 01.0.0 would be two folders of one version. */
export const modelVersionPattern = /^(0|[1-9]\d{0,5})(\.(0|[1-9]\d{0,5})){2}$/;

export const modelCardSchema = z.object({
  modelId: z.string().regex(modelIdPattern, 'small letters, digits, dot and dash, at most 64'),
  version: z.string().regex(modelVersionPattern, 'three numbers, as 1.0.0'),
  family: z.enum(modelFamilies),
  role: z.enum(modelRoles),
  objective: z.enum(['alpha', 'execution', 'risk']),
  /** The problem in one sentence. */
  problem: z.string().min(1),
  /** What it does, readable without code. */
  summary: z.string().min(1),
  /** What it was taught, with units. */
  label: z.string().min(1),
  successCriteria: z.array(z.string()).min(1),
  limitsOfUse: z.array(z.string()).min(1),
  knownFailures: z.array(z.string()),
  owner: z.string().min(1),
  validator: z.string().min(1),
  trainedAt: z.string(),
  trainingData: z.object({
    description: z.string(),
    sha256: z.string(),
    rows: count,
    firstBar: z.string(),
    lastBar: z.string(),
  }),
  /** The features that it looks at, in the order of its input; each is of the feature schema. */
  featureNames: z.array(z.string()).min(1),
  featureSchemaHash: z.string(),
  /** 'side': it is asked about a trade, and directional features are taken times +1 for a buy and -1 for a sell. */
  perspective: z.enum(['market', 'side']),
  /** Value that the model sees where a feature is missing, one per feature (the training mean). */
  missingDefaults: z.array(finite),
  /** Missing features above which the model abstains. */
  missingFeaturesMax: count,
  /** Per feature: the range seen in training (0.1 % and 99.9 % quantiles). */
  featureRanges: z.array(z.object({ low: finite, high: finite })),
  /** Per feature: standard deviation in training; 0 for one that did not vary or that the model does not use, and whose range then does not matter. */
  featureDeviations: z.array(finite.nonnegative()),
  horizonBars: z.number().int().positive(),
  /** Columns of the output, in order. */
  heads: z.array(headSchema).min(1).max(3),
  /** Rows that stand for 'not known' in interventional explanations; dated by its id. */
  background: z.object({ id: z.string(), rows: z.array(z.array(finite)).min(1).max(256) }),
  /** Of a linear or logistic model: the numbers it runs on, checked against model.onnx. */
  linear: z.object({ coefficients: z.array(finite), intercept: finite }).nullable(),
  /**
   * Quantiles of held-out residuals, in horizon volatilities: the conformal band. Of a drift model they are added to the score; of a range model `low` to its
   * lowest quantile and `high` to its highest. Null where the model forecasts no return.
   */
  band: z.object({ level: finite, low: finite, high: finite }).nullable(),
  /**
   * Of an edge model: the trade that its odds are of. The target after cost and the stop that it was asked about, and what held-out trades brought on average
   * before cost when they were hits (`winSigma`) and lost when they were not (`lossSigma`): those that ran out of time are among both. Horizon volatilities.
   */
  trade: z.object({ targetSigma: finite.positive(), stopSigma: finite.positive(), winSigma: finite.positive(), lossSigma: finite.positive() }).nullish(),
  metrics: z.array(metricSchema),
});

export type ModelCard = z.infer<typeof modelCardSchema>;

export const metricOf = (card: Pick<ModelCard, 'metrics'>, name: string): ModelMetric | null => card.metrics.find((metric) => metric.name === name) ?? null;

/** What must be true of the files beside it. The signature is over its canonical JSON without `signature`. */
export const modelManifestSchema = z.object({
  modelId: z.string(),
  version: z.string(),
  /** SHA-256 in hex of each file. */
  files: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)),
  /** Inputs with their expected margins, one a head: a loaded model must reproduce them before it may speak. */
  probes: z.array(z.object({ features: z.array(finite), margins: z.array(finite).min(1) })).min(1),
  /** After this day (ISO 8601) it is refused. */
  expiresAt: z.string(),
  /** Who signed: the first 16 hex digits of the SHA-256 of the raw public key. */
  keyId: z.string(),
  /** Ed25519 (RFC 8032), base64. */
  signature: z.string(),
});

export type ModelManifest = z.infer<typeof modelManifestSchema>;
