/** The models' cards: what each is for, how far to trust it, and where it comes from. */
import { useState } from 'react';
import { useFeatures } from '../../connection/use-features.ts';
import { useStream } from '../../stores/use-stream.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import '../../ui/estimates.css';
import { PanelFrame } from '../../ui/panel-frame.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { ModelCardView } from './model-card.tsx';
import './models.css';

export function ModelsPanel() {
  const { value: models, link, why } = useStream('signals.models', {});
  const { features } = useFeatures();
  const [modelId, setModelId] = useState<string | null>(null);
  const model = models?.find((m) => m.modelId === modelId) ?? models?.[0];
  return (
    <PanelFrame title="Models" state={link} why={why} awaiting="the models' cards"
      subject={model && `${model.modelId} ${model.version}`}
      actions={models && models.length > 1 && model && (
        <Segmented label="Model" segments={models.map((m) => ({ value: m.modelId, label: `${m.modelId} ${m.version}` }))} value={model.modelId} onChange={setModelId} />
      )}>
      {model?.card ? <ModelCardView model={model} card={model.card} features={features} /> : model ? <EmptyState title={`${model.modelId} was refused`}>{model.problem}</EmptyState> : <EmptyState title="No model is loaded">Without one there are no suggestions; trading by hand goes on. The footer and the journal say why it was refused.</EmptyState>}
    </PanelFrame>
  );
}
