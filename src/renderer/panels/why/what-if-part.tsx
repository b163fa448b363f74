/** What would flip the call, and what the model would say if a feature were otherwise: a curve, sliders, and the model's own answer. */
import { useState, type CSSProperties } from 'react';
import type { Signal } from '../../../shared/domain/signal.ts';
import { changeWhyView, useWhyView } from '../../stores/why-view.ts';
import { Asked, useAnswer, useSettled } from '../../ui/asked.tsx';
import { modelHue } from '../../theme/theme.ts';
import { Button } from '../../ui/button.tsx';
import { HeadChoiceList } from './head-choice.tsx';
import { FlipLine } from './flip-line.tsx';
import { formatFeature, type Part } from './parts.ts';
import { headChoices, reasoningOf, type Reasoning } from './reasoning.ts';
import type { PartProps } from './reasons-part.tsx';
import { RescoredLine } from './rescored-line.tsx';
import { WhatIfCurvePlot } from './what-if-curve.tsx';

/** Sliders that stand there from the start; any other feature can be added. */
const slidersUsual = 6;
const settleMs = 80;

export function WhatIfPart(props: PartProps) {
  const { panelId, signal, features, cardOf, suggestionId } = props;
  const { chosen } = useWhyView(panelId);
  const champion = signal.explanation;
  const asked = chosen ?? { modelId: champion.modelId, head: champion.head };
  const answer = useAnswer('signals.explanation', chosen && { signalId: signal.signalId, ...chosen, method: null }, `${signal.symbol} ${asked.modelId} ${asked.head}`, signal);
  const explanation = chosen === null ? champion : answer.value;
  // Values and contributions of one bar: those of an older answer are shown with the bar that they are of.
  const said = chosen === null ? signal : answer.of ?? signal;
  return (
    <>
      <FlipLine signal={signal} features={features} card={cardOf(champion.modelHash)} />
      <div className="why-head"><HeadChoiceList choices={headChoices(signal, cardOf)} chosen={chosen} champion={champion.modelId} onChange={(next) => changeWhyView(panelId, { chosen: next })} /></div>
      {explanation
        ? <WhatIf key={`${suggestionId ?? signal.symbol} ${asked.modelId} ${asked.head}`} panelId={panelId} signal={said} of={reasoningOf(explanation, said, features, cardOf(explanation.modelHash))} />
        : <Asked answer={answer} what={`the features of ${asked.modelId}`} lines={10}>{() => null}</Asked>}
    </>
  );
}

function WhatIf({ panelId, signal, of }: { readonly panelId: string; readonly signal: Signal; readonly of: Reasoning }) {
  const { table } = useWhyView(panelId);
  const { modelId, head } = of.explanation;
  const bySize = [...of.parts].filter((part) => part.range && part.range.high > part.range.low).sort((a, b) => Math.abs(b.margin) - Math.abs(a.margin));
  // Which sliders stand there is settled at the start: a new bar moves their values and not their places.
  const [names, setNames] = useState<readonly string[]>(() => bySize.slice(0, slidersUsual).map(({ name }) => name));
  const [feature, setFeature] = useState(names[0] ?? '');
  const [changes, setChanges] = useState<Readonly<Record<string, number>>>({});
  const settled = useSettled(changes, settleMs);
  const shown = names.flatMap((name) => bySize.filter((part) => part.name === name));
  const part = bySize.find(({ name }) => name === feature);
  const curve = useAnswer('signals.whatIf', feature === '' ? null : { signalId: signal.signalId, modelId, head, feature }, `${signal.symbol} ${modelId} ${head} ${feature}`, { part, of });
  const list = Object.entries(settled).map(([name, value]) => ({ feature: name, value }));
  const rescored = useAnswer('signals.rescored', list.length === 0 ? null : { signalId: signal.signalId, modelId, changes: list }, `${signal.signalId} ${modelId}`);
  const set = (name: string, value: number | null): void => setChanges((old) => (value === null ? Object.fromEntries(Object.entries(old).filter(([other]) => other !== name)) : { ...old, [name]: value }));
  if (!part) return <p className="muted small">The card of this model states no ranges to move features in.</p>;
  return (
    <>
      <div style={{ '--hue': `var(${modelHue(modelId)})` } as CSSProperties}><Asked answer={curve} what={`the output over ${part.label}`} lines={8}>{(value) => <WhatIfCurvePlot curve={value} part={curve.of?.part ?? part} scale={of.scale} said={saidBy(curve.of?.of ?? of)} at={changes[feature] ?? null} table={table} />}</Asked></div>
      <RescoredLine of={of} signal={signal} answer={rescored} changed={list.length} />
      <div className="why-sliders" role="group" aria-label="Features to change">
        {shown.map((one) => <Slider key={one.name} part={one} value={changes[one.name] ?? null} isShown={one.name === feature} onShow={() => setFeature(one.name)} onChange={(value) => { setFeature(one.name); set(one.name, value); }} />)}
      </div>
      <div className="why-slider-foot">
        <select aria-label="Add a feature to change" value="" onChange={(event) => { setNames([...names, event.target.value]); setFeature(event.target.value); }}>
          <option value="">another feature…</option>
          {bySize.filter((one) => !shown.includes(one)).map((one) => <option key={one.name} value={one.name}>{one.label}</option>)}
        </select>
        <Button tone="quiet" disabled={Object.keys(changes).length === 0} label="Every feature as it is" onPress={() => setChanges({})}>As it is</Button>
      </div>
    </>
  );
}

const saidBy = ({ explanation, scale }: Reasoning): number => explanation.output * scale.perMargin;

interface SliderProps {
  readonly part: Part;
  /** Null while it is as it is. */
  readonly value: number | null;
  readonly isShown: boolean;
  readonly onShow: () => void;
  readonly onChange: (value: number | null) => void;
}

const stepsOfSlider = 200;

function Slider({ part, value, isShown, onShow, onChange }: SliderProps) {
  const { low, high } = part.range ?? { low: 0, high: 1 };
  const asIs = part.value ?? part.standIn ?? 0;
  const now = value ?? asIs;
  return (
    <label className={`why-slider${isShown ? ' is-shown' : ''}`} title={part.info?.glossary}>
      <span className="clip">{part.label}</span>
      <input type="range" min={Math.min(low, asIs)} max={Math.max(high, asIs)} step={(high - low) / stepsOfSlider} value={now} aria-valuetext={formatFeature(now, part.unit)}
        onFocus={onShow} onChange={(event) => onChange(event.target.valueAsNumber)} onDoubleClick={() => onChange(null)}
        onKeyDown={(event) => { if (event.key === 'Backspace' || event.key === 'Delete') onChange(null); }} />
      <span className={value === null ? 'figure figure-small' : 'figure figure-small tone-strong'}>{formatFeature(now, part.unit)}</span>
      <span className="figure figure-small faint">{value === null ? '' : formatFeature(asIs, part.unit)}</span>
    </label>
  );
}
