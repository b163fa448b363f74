/**
 * The figures of docs/specs/trainers.md: each trainer on the problem on which native libraries were measured, 50,000 rows to train on and
 * 10,000 held out. `node reference/refinery/train/trainers/measure.ts [name ...]`; minutes of one processor for all.
 */
import { scoreRows, type Model } from '../../../../src/shared/models/model.ts';
import { boostingDefaults, trainBoosting } from './boosting.ts';
import { trainForest } from './forest.ts';
import { trainLinear } from './linear.ts';
import { logisticDefaults, trainLogistic } from './logistic.ts';
import { logisticLoss } from './losses.ts';
import { convStack, denseStack } from './network-shape.ts';
import { networkDefaults, trainNetwork } from './network.ts';
import { areaUnderCurve, studyPart, studyRows } from './study-rows.ts';
import { solveSvm, svmDefaults, trainSvm } from './svm.ts';

const study = studyRows(60_000);
const [target, label] = [studyPart(study, 'target', 0, 50_000), studyPart(study, 'label', 0, 50_000)];
const heldOut = { target: studyPart(study, 'target', 50_000, 60_000), label: studyPart(study, 'label', 50_000, 60_000) };
const few = studyPart(study, 'label', 0, 5_000);
const deep = { leafWeightMin: 5, gainMin: 0, trees: 200, featuresPerNode: 5, seed: 1 };
const plain = { ...networkDefaults, loss: 'logistic', standardise: false } as const;

const score = (model: Model): Float64Array => scoreRows(model, heldOut.label.x, heldOut.label.rows);
const mean = (values: Float64Array, of: (value: number, i: number) => number): number => values.reduce((sum, v, i) => sum + of(v, i), 0) / values.length;
const rootError = (model: Model): string => `RMSE ${Math.sqrt(mean(score(model), (s, i) => (s - heldOut.target.y[i]!) ** 2)).toFixed(4)}`;
const area = (values: Float64Array): string => `AUC ${areaUnderCurve(values, heldOut.label.y).toFixed(5)}`;
const logLoss = (model: Model): string => `log-loss ${mean(score(model), (s, i) => logisticLoss(heldOut.label.y[i]!, s)).toFixed(4)}`;

/** Trains, and gives back how to say how well: that is not timed. */
const measures: Readonly<Record<string, () => () => string>> = {
  linear: () => {
    const { model } = trainLinear(target, { penalty: 0, standardise: false });
    return () => rootError(model);
  },
  logistic: () => {
    const fit = trainLogistic(label, { ...logisticDefaults, standardise: false });
    return () => `coefficients ${Array.from(fit.coefficients.slice(0, 3), (v) => v.toFixed(6)).join(', ')}, ${area(score(fit.model))}`;
  },
  'boosting, squared': () => {
    const { ensemble } = trainBoosting(target, { ...boostingDefaults, loss: { kind: 'squared' } });
    return () => rootError(ensemble);
  },
  'boosting, logistic': () => {
    const { ensemble } = trainBoosting(label, { ...boostingDefaults, loss: { kind: 'logistic' } });
    return () => `${area(score(ensemble))}, ${logLoss(ensemble)}`;
  },
  ...Object.fromEntries([0.1, 0.5, 0.9].map((alpha) => [`boosting, quantile ${alpha}`, () => {
    const { ensemble } = trainBoosting(target, { ...boostingDefaults, loss: { kind: 'quantile', alpha }, leafWeightMin: 50 });
    return () => `held-out share below ${mean(score(ensemble), (s, i) => Number(heldOut.target.y[i]! <= s)).toFixed(4)}`;
  }])),
  'forest, depth 12': () => {
    const forest = trainForest(label, { ...deep, depthMax: 12 });
    return () => `${area(score(forest.ensemble))}, out-of-bag AUC ${areaUnderCurve(forest.outOfBag, label.y).toFixed(5)}`;
  },
  'forest, any depth': () => {
    const { ensemble } = trainForest(label, { ...deep, depthMax: Infinity });
    return () => area(score(ensemble));
  },
  svm: () => {
    const { objective, index } = solveSvm(few, svmDefaults);
    return () => `objective ${objective.toFixed(3)}, ${index.length} vectors`;
  },
  'svm with Platt': () => {
    const { model } = trainSvm(few, { ...svmDefaults, standardise: false });
    return () => {
      const right = mean(score(model), (s, i) => Number(Number((s - model.offset) * model.slope > 0) === heldOut.label.y[i]));
      return `accuracy by sign of the decision ${right.toFixed(4)}, ${area(score(model))}, ${logLoss(model)}`;
    };
  },
  perceptron: () => {
    const { model } = trainNetwork(label, { ...plain, layers: denseStack(30, [64, 32]) });
    return () => `${area(score(model))}, ${logLoss(model)}`;
  },
  'convolution, 5 epochs': () => {
    const { model } = trainNetwork(label, { ...plain, epochs: 5, layers: convStack({ channels: 1, length: 30, filters: [8], kernel: 5, pool: false, hidden: [16] }) });
    return () => area(score(model));
  },
};

const wanted = process.argv.slice(2);
for (const [name, train] of Object.entries(measures)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const before = process.cpuUsage();
  const say = train();
  const { user } = process.cpuUsage(before);
  process.stdout.write(`${name}: ${(user / 1e6).toFixed(2)} s, ${say()}\n`);
}
