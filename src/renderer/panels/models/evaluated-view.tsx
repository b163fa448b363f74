/** What the evaluation of a model shows of one of its outputs: what drives it, how its odds hold, other families on the same rows. */
import { useRef, useState } from 'react';
import type { FeatureInfo, ModelInfo } from '../../../shared/contract/signals.ts';
import type { ModelCard, ModelHead } from '../../../shared/domain/model-card.ts';
import type { HeadEvaluation, ModelEvaluation } from '../../../shared/domain/model-evaluation.ts';
import { Asked, useAnswer } from '../../ui/asked.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useWidth } from '../../ui/use-width.ts';
import { BeeswarmPlot } from './beeswarm-plot.tsx';
import { CalibrationPlot } from './calibration-plot.tsx';
import { shareThatCame } from './confusion.ts';
import { ConfusionTable } from './confusion-table.tsx';
import { DependencePlot } from './dependence-plot.tsx';
import type { DetailView } from './detail-views.ts';
import { driversOf } from './drivers.ts';
import { FamiliesPlot } from './families-plot.tsx';
import { heldOutWords } from './held-out.ts';
import { ImportancePlot } from './importance-plot.tsx';
import { PrecisionPlot } from './precision-plot.tsx';

export interface EvaluatedProps {
  readonly model: Pick<ModelInfo, 'isEvaluated'>;
  readonly card: ModelCard;
  readonly head: ModelHead;
  readonly view: DetailView;
  readonly features: readonly FeatureInfo[];
  readonly asTable: boolean;
}

export function EvaluatedView({ model, card, head, view, features, asTable }: EvaluatedProps) {
  const answer = useAnswer('signals.evaluation', model.isEvaluated ? { modelId: card.modelId } : null, `${card.modelId} ${card.version}`);
  if (!model.isEvaluated) return <EmptyState title="It came without an evaluation">Nobody has shown on held-out rows how it does: what drives it, how its odds hold and what other families reach is not known. It speaks all the same; its live record is all there is.</EmptyState>;
  return (
    <Asked answer={answer} what={`the evaluation of ${card.modelId}`} lines={12}>
      {(evaluation: ModelEvaluation) => {
        const of = evaluation.heads.find(({ name }) => name === head.name);
        if (!of) return <EmptyState title={`The evaluation has nothing of ${head.label}`}>It was made for other outputs than the card states.</EmptyState>;
        return (
          <>
            <p className="mf-source muted small">{heldOutWords(card, of)}</p>
            {view === 'families' && <FamiliesPlot entries={evaluation.comparison} output={card.heads.length > 1 ? card.heads.at(-1)?.label ?? null : null} />}
            {view === 'odds' && <OddsView card={card} evaluated={of} head={head} asTable={asTable} />}
            {view === 'drivers' && <DriversView key={card.modelId} card={card} evaluated={of} head={head} features={features} asTable={asTable} />}
          </>
        );
      }}
    </Asked>
  );
}

/** Pixels from which figures stand in two columns: twice what plots.css gives one, and the gap. */
const columnsFrom = 704;

const unitOf = (head: ModelHead): string => (head.unit === 'sigma' ? 'σ' : head.unit);

function DriversView({ card, evaluated, head, features, asTable }: { readonly card: ModelCard; readonly evaluated: HeadEvaluation; readonly head: ModelHead; readonly features: readonly FeatureInfo[]; readonly asTable: boolean }) {
  const drivers = driversOf(evaluated, card.featureNames, features);
  const [chosen, setChosen] = useState<string | null>(null);
  const selected = drivers.find(({ name }) => name === chosen)?.name ?? drivers[0]?.name ?? '';
  const unit = unitOf(head);
  const grid = useRef<HTMLDivElement>(null);
  const isBeside = useWidth(grid) >= columnsFrom;
  return (
    <div className="mf-grid" ref={grid}>
      <ImportancePlot drivers={drivers} rows={evaluated.sample.margins.length} unit={unit} asTable={asTable} selected={selected} onSelect={setChosen} />
      <BeeswarmPlot head={evaluated} drivers={drivers} unit={unit} asTable={asTable} isBeside={isBeside} />
      <DependencePlot head={evaluated} drivers={drivers} selected={selected} onSelect={setChosen} unit={unit} asTable={asTable} />
      <p className="mf-foot muted small">
        {head.unit === 'log-odds' ? 'Contributions add up to log-odds, not to odds: the same one moves odds near a half most, and near 0 and 1 little.' : 'Contributions are in σ, volatilities of the horizon.'} Rows are held out: none was trained on.
        {card.perspective === 'side' && ' Directional features are seen from the side of the trade: high speaks for it on both sides.'}
      </p>
    </div>
  );
}

function OddsView({ card, evaluated, head, asTable }: { readonly card: ModelCard; readonly evaluated: HeadEvaluation; readonly head: ModelHead; readonly asTable: boolean }) {
  const { reliability, confusion, precisionCoverage } = evaluated;
  if (!reliability && !confusion && !precisionCoverage) return <EmptyState title="It gives no odds">Its answer is in volatilities of the horizon; how its band holds stands under Live.</EmptyState>;
  return (
    <div className="mf-grid">
      {reliability && <CalibrationPlot bins={reliability} asTable={asTable} />}
      {precisionCoverage && precisionCoverage.length > 0 && <PrecisionPlot points={precisionCoverage} base={confusion && shareThatCame(confusion)} asTable={asTable} />}
      {confusion && <ConfusionTable key={`${card.modelId} ${head.name}`} evaluated={evaluated} card={card} head={head} />}
      <p className="mf-foot muted small">Intervals are Wilson's, as if rows were independent. Horizons of neighbouring rows overlap, so the true ones are wider; those on the card, by whole days, allow for it.</p>
    </div>
  );
}
