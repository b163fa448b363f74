/** Why: the waterfall of the chosen output or its table, what speaks against it, the proof, and pairs on demand. */
import { useState } from 'react';
import type { FeatureInfo } from '../../../shared/contract/signals.ts';
import { isAdditive, type ExplanationMethod } from '../../../shared/domain/explanation.ts';
import type { ModelCard } from '../../../shared/domain/model-card.ts';
import type { Side } from '../../../shared/domain/order.ts';
import type { Signal } from '../../../shared/domain/signal.ts';
import { changeWhyView, useWhyView } from '../../stores/why-view.ts';
import { useSelection } from '../../stores/selection.ts';
import { Asked, useAnswer } from '../../ui/asked.tsx';
import { AgainstLines } from './against-lines.tsx';
import { Glossary } from './glossary.tsx';
import { HeadChoiceList } from './head-choice.tsx';
import { PairsTable } from './pairs-table.tsx';
import { against } from './parts.ts';
import { PartsTable } from './parts-table.tsx';
import { ProofFailed, ProofLine } from './proof-line.tsx';
import { headChoices, reasoningOf, type Reasoning } from './reasoning.ts';
import { WaterfallPlot } from './waterfall-plot.tsx';

export interface PartProps {
  readonly panelId: string;
  readonly signal: Signal;
  readonly features: readonly FeatureInfo[];
  readonly cardOf: (modelHash: string) => ModelCard | null;
  /** Of the call; of the lean where there is none. */
  readonly sign: 1 | -1;
  /** Null when nothing is suggested. */
  readonly side: Side | null;
  readonly suggestionId: string | null;
}

export function ReasonsPart(props: PartProps) {
  const { panelId, signal, features, cardOf } = props;
  const { chosen } = useWhyView(panelId);
  const [method, setMethod] = useState<{ readonly of: string; readonly method: ExplanationMethod } | null>(null);
  // A method that was chosen for one model is not asked of another.
  const asked = chosen && { ...chosen, method: method?.of === chosen.modelId ? method.method : null };
  const answer = useAnswer('signals.explanation', asked && { signalId: signal.signalId, ...asked }, asked ? `${signal.symbol} ${asked.modelId} ${asked.head}` : '', signal);
  if (!chosen) return <Reasons {...props} of={reasoningOf(signal.explanation, signal, features, cardOf(signal.explanation.modelHash))} onMethod={null} />;
  // What is asked about stays in its place while there is no answer, so that another can be chosen.
  if (answer.value === undefined) return <><div className="why-head"><HeadChoiceList choices={headChoices(signal, cardOf)} chosen={chosen} champion={signal.explanation.modelId} onChange={(next) => changeWhyView(panelId, { chosen: next })} /></div><Asked answer={answer} what={`why ${chosen.modelId} says what it says`} lines={14}>{() => null}</Asked></>;
  return (
    <Asked answer={answer} what={`why ${chosen.modelId} says what it says`} lines={14}>
      {(explanation) => <Reasons {...props} signal={answer.of ?? signal} of={reasoningOf(explanation, answer.of ?? signal, features, cardOf(explanation.modelHash))} onMethod={(next) => setMethod({ of: chosen.modelId, method: next })} />}
    </Asked>
  );
}

function Reasons({ panelId, signal, cardOf, sign, side, suggestionId, of, onMethod }: PartProps & { readonly of: Reasoning; readonly onMethod: ((method: ExplanationMethod) => void) | null }) {
  const { chosen, table } = useWhyView(panelId);
  const selected = useSelection((s) => s.feature);
  // Pointing at a feature only describes it. Thumbs follow the one that was clicked or moved to.
  const [pointed, setPointed] = useState<string | null>(null);
  const choice = <HeadChoiceList choices={headChoices(signal, cardOf)} chosen={chosen} champion={signal.explanation.modelId} onChange={(next) => changeWhyView(panelId, { chosen: next })} />;
  if (!isAdditive(of.explanation)) return <>{chosen && choice}<ProofFailed explanation={of.explanation} /></>;
  // Of an output that is not a call, for and against are for and against that output.
  const speaks = chosen === null ? sign : 1;
  return (
    <>
      {table ? <>{choice}<PartsTable of={of} /></> : <WaterfallPlot of={of} choice={choice} sign={speaks} onPoint={setPointed} />}
      <AgainstLines parts={against(of.rows, speaks).slice(0, 2)} scale={of.scale} side={chosen === null ? side : null} what={chosen === null ? null : headLabel(of)} />
      <ProofLine of={of} signal={signal} onMethod={onMethod} />
      <Pairs panelId={panelId} signal={signal} of={of} />
      {!table && <Glossary part={[...of.rows, ...of.parts].find((part) => part.name === (pointed ?? selected)) ?? null} suggestionId={suggestionId} />}
    </>
  );
}

const headLabel = ({ card, explanation }: Reasoning): string => card?.heads.find(({ name }) => name === explanation.head)?.label ?? explanation.head;

function Pairs({ panelId, signal, of }: { readonly panelId: string; readonly signal: Signal; readonly of: Reasoning }) {
  const { pairs } = useWhyView(panelId);
  const { modelId, head } = of.explanation;
  const answer = useAnswer('signals.interactions', pairs ? { signalId: signal.signalId, modelId, head } : null, `${signal.symbol} ${modelId} ${head}`);
  return (
    <div className="why-pairs">
      <button type="button" className="why-fold" aria-expanded={pairs} title="What pairs of features add together beyond what each adds alone (I)" onClick={() => changeWhyView(panelId, { pairs: !pairs })}><span aria-hidden="true">{pairs ? '▾' : '▸'}</span> Pairs of features</button>
      {pairs && <Asked answer={answer} what="what pairs add together" lines={4}>{(interactions) => <PairsTable interactions={interactions} of={of} />}</Asked>}
    </div>
  );
}
