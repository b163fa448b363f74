/** The desk's models: what each is for, how far to trust it, what moves it, and where it comes from. */
import { useEffect, useState } from 'react';
import { useFeatures } from '../../connection/use-features.ts';
import { answerModelSwitch, useModelSwitchCall } from '../../stores/model-asks.ts';
import { useStream } from '../../stores/use-stream.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import '../../ui/estimates.css';
import { PanelFrame } from '../../ui/panel-frame.tsx';
import type { DetailView } from './detail-views.ts';
import { ModelDetail } from './model-detail.tsx';
import { keyOf, ModelList } from './model-list.tsx';
import './models.css';
import './plots.css';

export function ModelsPanel() {
  const { value: models, link, why } = useStream('signals.models', {});
  const { features } = useFeatures();
  const [chosen, setChosen] = useState<string | null>(null);
  const [view, setView] = useState<DetailView>('card');
  /** Key of the model that is being switched off or on. */
  const [asking, setAsking] = useState<string | null>(null);
  const model = models?.find((m) => keyOf(m) === chosen) ?? models?.[0];
  const isCalled = useModelSwitchCall();
  const key = model && keyOf(model);
  useEffect(() => {
    if (!isCalled || key === undefined) return;
    setAsking(key);
    answerModelSwitch();
  }, [isCalled, key]);
  return (
    <PanelFrame title="Models" state={link} why={why} awaiting="the models' cards" subject={model && `${model.modelId} ${model.version}`}>
      {model && models ? (
        <div className="mm">
          <div className="mm-columns">
            <ModelList models={models} selected={keyOf(model)} onSelect={setChosen} onSwitch={() => setAsking(keyOf(model))} />
            <div className="mm-main" tabIndex={0} role="region" aria-label={`${model.modelId}, in full`} data-keys="arrows">
              <ModelDetail key={keyOf(model)} model={model} models={models} features={features} view={view} onView={setView}
                isAsking={asking === keyOf(model)} onAsk={(isAsking) => setAsking(isAsking ? keyOf(model) : null)} />
            </div>
          </div>
        </div>
      ) : <EmptyState title="No model is loaded">Without one there are no suggestions; trading by hand goes on. The footer and the journal say why it was refused.</EmptyState>}
    </PanelFrame>
  );
}
