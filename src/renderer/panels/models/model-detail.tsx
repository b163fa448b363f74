/** One model: its state in a line, then its card, what drives it, its odds, other families, its live record. */
import { useState } from 'react';
import type { FeatureInfo, ModelInfo } from '../../../shared/contract/signals.ts';
import { modelHue } from '../../theme/theme.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatMs } from '../../ui/format.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { LiveView } from './live-view.tsx';
import { ModelCardView } from './model-card.tsx';
import { keyOf } from './model-list.tsx';
import { ModelSwitch } from './model-switch.tsx';
import { refusedWords, wayOnWords } from './refused-words.ts';
import { standingWords } from './standing-words.ts';
import { viewsOf, type DetailView } from './detail-views.ts';
import { EvaluatedView } from './evaluated-view.tsx';

export interface ModelDetailProps {
  readonly model: ModelInfo;
  readonly models: readonly ModelInfo[];
  readonly features: readonly FeatureInfo[];
  readonly view: DetailView;
  readonly onView: (view: DetailView) => void;
  /** Whether it is being switched off or on. */
  readonly isAsking: boolean;
  readonly onAsk: (isAsking: boolean) => void;
}

const stateTone = { ready: 'plain', loading: 'muted', failed: 'danger' } as const;

export function ModelDetail({ model, models, features, view, onView, isAsking, onAsk }: ModelDetailProps) {
  const { card } = model;
  const [asTable, setAsTable] = useState(false);
  const [headName, setHeadName] = useState<string | null>(null);
  const views = viewsOf(card);
  const shown = views.some(({ value }) => value === view) ? view : 'card';
  const head = card?.heads.find(({ name }) => name === headName) ?? card?.heads.at(-1);
  const isPlotted = shown === 'drivers' || shown === 'odds';
  return (
    <article className="md" style={{ ['--hue' as string]: `var(${modelHue(model.modelId)})` }} aria-label={`${model.modelId} ${model.version}`}>
      <header className="md-head">
        <h3>{model.modelId} <span className="figure">{model.version}</span></h3>
        {card && <><Chip tone="hue" hue={modelHue(card.modelId)}>{card.family}</Chip><Chip>{card.objective}</Chip></>}
        <Chip tone={model.switchedOff ? 'warn' : stateTone[model.state]}>{model.switchedOff ? '⊘ switched off' : model.state === 'failed' ? 'refused' : model.state}</Chip>
        <span className="muted small">{model.latencyMs ? <>scores in <span className="figure figure-small">{formatMs(model.latencyMs.p50)}</span>, p99 <span className="figure figure-small">{formatMs(model.latencyMs.p99)}</span></> : 'nothing scored yet'}</span>
        {(model.switchedOff !== null || model.state !== 'failed') && (
          <span className="md-switch-opener"><Button tone="quiet" keys="Delete" pressed={isAsking} label={model.switchedOff ? 'Give it its voice back' : 'Take its voice away at this desk'} onPress={() => onAsk(!isAsking)}>{model.switchedOff ? 'Switch on' : 'Switch off'}</Button></span>
        )}
      </header>
      <p className="md-standing muted small">{standingWords(model)}</p>
      {model.problem !== null && <p className="md-problem" role="alert">✕ {model.problem}. It does not speak; the others go on.</p>}
      <ModelSwitch key={keyOf(model)} model={model} isAsking={isAsking} onAsk={onAsk} />
      {card && <p className="md-question">{card.problem}</p>}
      {!card ? <EmptyState title={refusedWords(model.problem)}>Its card is shown once the artefact is taken in. Until then its part of the decision is left out. {wayOnWords(model.problem)}; then start again.</EmptyState> : (
        <>
          <div className="md-tabs">
            <Segmented label="View" segments={views} value={shown} onChange={onView} />
            {isPlotted && card.heads.length > 1 && head && <Segmented label="Output" segments={card.heads.map(({ name, label }) => ({ value: name, label: label.length > 22 ? name : label }))} value={head.name} onChange={setHeadName} />}
            {isPlotted && <Segmented label="Shown as" segments={[{ value: 'plots', label: 'Plots' }, { value: 'tables', label: 'Tables' }]} value={asTable ? 'tables' : 'plots'} onChange={(as) => setAsTable(as === 'tables')} />}
          </div>
          {shown === 'card' && <ModelCardView model={model} card={card} features={features} />}
          {shown === 'live' && <LiveView model={model} models={models} />}
          {head && (isPlotted || shown === 'families') && <EvaluatedView model={model} card={card} head={head} view={shown} features={features} asTable={asTable} />}
        </>
      )}
    </article>
  );
}
