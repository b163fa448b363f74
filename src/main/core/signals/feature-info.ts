/** The feature schema as the screen asks for it. */
import type { FeatureInfo } from '../../../shared/contract/signals.ts';
import { featureGroupLabels } from '../../../shared/features/feature-spec.ts';
import { featureSchema } from '../../../shared/features/schema.ts';

export const featureInfos = (): readonly FeatureInfo[] =>
  featureSchema.map((f) => ({
    name: f.name, label: f.label, unit: f.unit, meaning: f.meaning, whenMissing: f.missing,
    glossary: f.glossary, group: featureGroupLabels[f.group], actionable: f.actionable,
    ...(f.series ? { series: f.series.name } : {}),
    window: f.windowBars === 0 ? 'now' : f.windowBars === 1 ? '1 bar' : `${f.windowBars} bars`,
  }));
