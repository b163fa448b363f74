/** Whether the card and the manifest speak of the graph beside them: what a trader reads must be true of what runs. */
import type { ModelCard, ModelFamily, ModelManifest } from '../../../shared/domain/model-card.ts';
import { featureNames, featureSchemaHash } from '../../../shared/features/schema.ts';
import { margin, type Model } from '../../../shared/models/model.ts';
import { isSameMargin } from '../../../shared/onnx/head-margins.ts';
import type { ModelGraph } from '../../../shared/onnx/model-graph.ts';
import type { ModelRefusal } from './model-refusal.ts';

const inconsistent = (detail: string): ModelRefusal => ({ code: 'CARD_INCONSISTENT', detail });

/** What the card says of itself, of the manifest and of the feature schema. */
export function checkCard(card: ModelCard, manifest: ModelManifest): ModelRefusal | null {
  if (card.modelId !== manifest.modelId || card.version !== manifest.version) return inconsistent(`card is ${card.modelId} ${card.version}, manifest ${manifest.modelId} ${manifest.version}`);
  if (card.featureSchemaHash !== featureSchemaHash) {
    return { code: 'FEATURE_SCHEMA_MISMATCH', detail: `trained on schema ${card.featureSchemaHash}, this version computes ${featureSchemaHash}` };
  }
  const width = card.featureNames.length;
  const lengths = {
    missingDefaults: card.missingDefaults, featureRanges: card.featureRanges, featureDeviations: card.featureDeviations,
    ...(card.linear ? { 'linear.coefficients': card.linear.coefficients } : {}),
  };
  for (const [field, list] of Object.entries(lengths)) {
    if (list.length !== width) return inconsistent(`${field} has ${list.length} entries for ${width} features`);
  }
  const badRow = card.background.rows.find((row) => row.length !== width);
  if (badRow) return inconsistent(`a row of the background has ${badRow.length} entries for ${width} features`);
  const unknown = card.featureNames.find((name) => !featureNames.includes(name));
  if (unknown !== undefined) return inconsistent(`feature ${unknown} is not in the schema`);
  if (new Set(card.featureNames).size !== width) return inconsistent('a feature is named twice');
  const badProbe = manifest.probes.find((probe) => probe.features.length !== width || probe.margins.length !== card.heads.length);
  return badProbe ? inconsistent(`a probe has ${badProbe.features.length} features and ${badProbe.margins.length} margins, not ${width} and ${card.heads.length}`) : null;
}

/** Forms that a family may have; a support vector machine with a linear kernel is a linear model. */
const formsOf: Readonly<Record<ModelFamily, readonly Model['kind'][]>> = {
  linear: ['linear'], logistic: ['linear'], tree: ['trees'], forest: ['trees'], boosting: ['trees'], svm: ['svm', 'linear'], network: ['network', 'linear'],
};

/** What the card says of the graph. */
export function checkGraphAgainstCard(graph: ModelGraph, card: ModelCard): ModelRefusal | null {
  if (graph.inputWidth !== card.featureNames.length) return { code: 'WRONG_INPUT', detail: `the graph takes ${graph.inputWidth} features, the card names ${card.featureNames.length}` };
  if (graph.heads.length !== card.heads.length) return { code: 'WRONG_OUTPUT', detail: `the graph has ${graph.heads.length} heads, the card ${card.heads.length}` };
  for (const [k, head] of graph.heads.entries()) {
    const stated = card.heads[k];
    if (!formsOf[card.family].includes(head.kind)) return inconsistent(`${stated?.name ?? k}: the card says ${card.family}, the graph is of the form ${head.kind}`);
    const link = stated?.unit === 'log-odds' ? 'logistic' : 'identity';
    if (head.link !== link) return inconsistent(`${stated?.name ?? k}: a margin in ${stated?.unit} has the link ${link}, the graph's is ${head.link}`);
  }
  return checkCoefficients(graph, card);
}

/** A card that shows a linear model's numbers shows those that it runs on. */
function checkCoefficients({ heads }: ModelGraph, { linear, family, featureNames: names }: ModelCard): ModelRefusal | null {
  const differ = (detail: string): ModelRefusal => ({ code: 'COEFFICIENTS_DIFFER', detail });
  if (!linear) return family === 'linear' || family === 'logistic' ? differ(`a ${family} model whose card does not state its numbers`) : null;
  const [head] = heads;
  if (head?.kind !== 'linear' || heads.length > 1) return differ(`the card states coefficients of a model of the form ${head?.kind} with ${heads.length} heads`);
  const at = linear.coefficients.findIndex((c, j) => head.coefficients[j] !== c);
  if (at >= 0) return differ(`${names[at]}: card ${linear.coefficients[at]}, model ${head.coefficients[at]}`);
  return head.intercept === linear.intercept ? null : differ(`intercept: card ${linear.intercept}, model ${head.intercept}`);
}

/** The evaluators must say of each probe what the manifest says: before a session is made, and from the same bytes. */
export function checkProbes(graph: ModelGraph, { probes }: ModelManifest): ModelRefusal | null {
  const { heads, inputWidth } = graph;
  for (const [i, probe] of probes.entries()) {
    const row = Float32Array.from(probe.features);
    if (!row.every(Number.isFinite) || row.length !== inputWidth) return { code: 'PROBES_FAILED', detail: `probe ${i} has a value that is no float32` };
    for (const [k, head] of heads.entries()) {
      const [own, stated] = [margin(head, row), probe.margins[k] ?? NaN];
      if (!isSameMargin(graph, own, stated)) return { code: 'PROBES_FAILED', detail: `probe ${i}, head ${k}: ${own}, the manifest says ${stated}` };
    }
  }
  return null;
}
