/** The desk's models: what each is asked, whether it speaks, how it has done here. Arrows move the choice, Delete asks to switch it off or on. */
import { useRef, type KeyboardEvent } from 'react';
import type { ModelInfo } from '../../../shared/contract/signals.ts';
import { modelHue } from '../../theme/theme.ts';
import { formatNumber, formatPercent } from '../../ui/format.ts';
import { refusedWords } from './refused-words.ts';
import { liveCallsMin, rightShare, roleLine, usualShare } from './live-record.ts';

export const keyOf = (model: Pick<ModelInfo, 'modelId' | 'version'>): string => `${model.modelId} ${model.version}`;

export interface ModelListProps {
  readonly models: readonly ModelInfo[];
  readonly selected: string;
  readonly onSelect: (key: string) => void;
  /** Asks to switch the selected one off, or on. */
  readonly onSwitch: () => void;
}

export function ModelList({ models, selected, onSelect, onSwitch }: ModelListProps) {
  const box = useRef<HTMLDivElement>(null);
  function press(event: KeyboardEvent): void {
    if (event.key === 'Delete') {
      event.preventDefault();
      return onSwitch();
    }
    const at = models.findIndex((model) => keyOf(model) === selected);
    const to = event.key === 'ArrowDown' || event.key === 'ArrowRight' ? at + 1 : event.key === 'ArrowUp' || event.key === 'ArrowLeft' ? at - 1 : event.key === 'Home' ? 0 : event.key === 'End' ? models.length - 1 : null;
    if (to === null) return;
    event.preventDefault();
    const next = models[Math.min(models.length - 1, Math.max(0, to))];
    if (!next) return;
    onSelect(keyOf(next));
    box.current?.querySelector(`#${CSS.escape(idOf(keyOf(next)))}`)?.scrollIntoView({ block: 'nearest' });
  }
  return (
    <div ref={box} className="mm-list" role="listbox" aria-label="Models of the desk" aria-keyshortcuts="Delete" tabIndex={0} data-focus-first data-keys="arrows" aria-activedescendant={idOf(selected)} onKeyDown={press}>
      {models.map((model) => <Row key={keyOf(model)} model={model} models={models} isSelected={keyOf(model) === selected} onSelect={onSelect} />)}
    </div>
  );
}

const idOf = (key: string): string => `model-${key.replace(/[^\w-]/g, '-')}`;

function Row({ model, models, isSelected, onSelect }: { readonly model: ModelInfo; readonly models: readonly ModelInfo[]; readonly isSelected: boolean; readonly onSelect: (key: string) => void }) {
  const { card } = model;
  return (
    <div id={idOf(keyOf(model))} role="option" aria-selected={isSelected} title={model.problem ?? card?.problem} className={`mm-row${isSelected ? ' is-selected' : ''}${model.state === 'failed' ? ' is-failed' : ''}${model.switchedOff ? ' is-off' : ''}`} onClick={() => onSelect(keyOf(model))}>
      <span className="mm-hue" style={{ background: `var(${modelHue(model.modelId)})` }} aria-hidden="true" />
      <span className="mm-name">{model.state === 'failed' && <span className="mm-mark" aria-hidden="true">✕ </span>}<strong>{model.modelId}</strong> <span className="muted small figure-small">{model.version}</span></span>
      <span className="mm-family muted small">{card?.family ?? ''}</span>
      <span className="mm-line">
        <span className="mm-role small clip">{model.state === 'failed' ? refusedWords(model.problem) : roleLine(model, models)}</span>
        <span className="mm-live small"><Live model={model} /></span>
      </span>
    </div>
  );
}

function Live({ model }: { readonly model: ModelInfo }) {
  if (model.switchedOff) return <span className="mm-off">⊘ off</span>;
  if (model.state === 'loading') return <span className="muted">loading</span>;
  if (model.state === 'failed') return null;
  const right = rightShare(model);
  if (!right) return <span className="faint" title="No horizon of its calls has passed yet">no record yet</span>;
  if (right.n < liveCallsMin) return <span className="muted" title={`Fewer than ${liveCallsMin} calls say nothing`}>{formatNumber(right.n, 0)} calls</span>;
  const usual = usualShare(model);
  return (
    <span title={`${formatNumber(right.n, 0)} calls whose horizon has passed; 95 % interval ${formatPercent(right.low, 1)} to ${formatPercent(right.high, 1)}; usual is ${formatPercent(usual.value, 0)} (${usual.words})`}>
      <span className="figure figure-small">{formatPercent(right.value, 0)}</span> <span className="muted">of {formatNumber(right.n, 0)}, usual {formatPercent(usual.value, 0)}</span>
    </span>
  );
}
