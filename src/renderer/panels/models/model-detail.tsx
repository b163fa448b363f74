/** One model: its state in a line, then its card, what drives it, its odds, other families, its live record. */
import { useRef, useState } from 'react';
import type { FeatureInfo, ModelInfo } from '../../../shared/contract/signals.ts';
import type { ModelCard, ModelHead } from '../../../shared/domain/model-card.ts';
import type { HeadEvaluation, ModelEvaluation } from '../../../shared/domain/model-evaluation.ts';
import { modelHue } from '../../theme/theme.ts';
import { Asked, useAnswer } from '../../ui/asked.tsx';
import { Chip } from '../../ui/chip.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatMs } from '../../ui/format.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { useWidth } from '../../ui/use-width.ts';
import { BeeswarmPlot } from './beeswarm-plot.tsx';
import { CalibrationPlot } from './calibration-plot.tsx';
import { ConfusionTable } from './confusion-table.tsx';
import { DependencePlot } from './dependence-plot.tsx';
import { driversOf } from './drivers.ts';
import { FamiliesPlot } from './families-plot.tsx';
import { ImportancePlot } from './importance-plot.tsx';
import { LiveView } from './live-view.tsx';
import { ModelCardView } from './model-card.tsx';
import { PrecisionPlot } from './precision-plot.tsx';
import { viewsOf, type DetailView } from './detail-views.ts';

export interface ModelDetailProps {
  readonly model: ModelInfo;
  readonly models: readonly ModelInfo[];
  readonly features: readonly FeatureInfo[];
  readonly view: DetailView;
  readonly onView: (view: DetailView) => void;
}

const stateTone = { ready: 'plain', loading: 'muted', failed: 'danger' } as const;

export function ModelDetail({ model, models, features, view, onView }: ModelDetailProps) {
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
        <Chip tone={stateTone[model.state]}>{model.state === 'failed' ? 'refused' : model.state}</Chip>
        <span className="muted small">{model.latencyMs ? <>scores in <span className="figure figure-small">{formatMs(model.latencyMs.p50)}</span>, p99 <span className="figure figure-small">{formatMs(model.latencyMs.p99)}</span></> : 'nothing scored yet'}</span>
      </header>
      {model.problem !== null && <p className="md-problem" role="alert">✕ {model.problem}. It does not speak; the others go on.</p>}
      {card && <p className="md-question">{card.problem}</p>}
      {!card ? <EmptyState title="Its card could not be read">What it is for and how well it does stands on its card. Put an artefact with a whole card.json in its folder and start again.</EmptyState> : (
        <>
          <div className="md-tabs">
            <Segmented label="View" segments={views} value={shown} onChange={onView} />
            {isPlotted && card.heads.length > 1 && head && <Segmented label="Output" segments={card.heads.map(({ name, label }) => ({ value: name, label: label.length > 22 ? name : label }))} value={head.name} onChange={setHeadName} />}
            {isPlotted && <Segmented label="Shown as" segments={[{ value: 'plots', label: 'Plots' }, { value: 'tables', label: 'Tables' }]} value={asTable ? 'tables' : 'plots'} onChange={(as) => setAsTable(as === 'tables')} />}
          </div>
          {shown === 'card' && <ModelCardView model={model} card={card} features={features} />}
          {shown === 'live' && <LiveView model={model} models={models} />}
          {head && (isPlotted || shown === 'families') && <Evaluated card={card} head={head} view={shown} features={features} asTable={asTable} />}
        </>
      )}
    </article>
  );
}

interface EvaluatedProps {
  readonly card: ModelCard;
  readonly head: ModelHead;
  readonly view: DetailView;
  readonly features: readonly FeatureInfo[];
  readonly asTable: boolean;
}

function Evaluated({ card, head, view, features, asTable }: EvaluatedProps) {
  const answer = useAnswer('signals.evaluation', { modelId: card.modelId }, `${card.modelId} ${card.version}`);
  return (
    <Asked answer={answer} what={`the evaluation of ${card.modelId}`} lines={12}>
      {(evaluation: ModelEvaluation) => {
        if (view === 'families') return <FamiliesPlot entries={evaluation.comparison} rows={card.metrics[0]?.rows ?? null} />;
        const of = evaluation.heads.find(({ name }) => name === head.name);
        if (!of) return <EmptyState title={`The evaluation has nothing of ${head.label}`}>It was made for other outputs than the card states.</EmptyState>;
        return view === 'odds' ? <OddsView evaluated={of} head={head} asTable={asTable} /> : <DriversView key={card.modelId} card={card} evaluated={of} head={head} features={features} asTable={asTable} />;
      }}
    </Asked>
  );
}

/** Pixels from which figures stand in two columns: twice what plots.css gives one, and the gap. */
const columnsFrom = 864;

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

function OddsView({ evaluated, head, asTable }: { readonly evaluated: HeadEvaluation; readonly head: ModelHead; readonly asTable: boolean }) {
  const { reliability, confusion, precisionCoverage } = evaluated;
  const rows = confusion ? confusion.truePositives + confusion.falsePositives + confusion.trueNegatives + confusion.falseNegatives : 0;
  const base = confusion && rows > 0 ? (confusion.truePositives + confusion.falseNegatives) / rows : null;
  if (!reliability && !confusion && !precisionCoverage) return <EmptyState title="It gives no odds">Its answer is in volatilities of the horizon; how its band holds stands under Live.</EmptyState>;
  return (
    <div className="mf-grid">
      {reliability && <CalibrationPlot bins={reliability} asTable={asTable} />}
      {precisionCoverage && precisionCoverage.length > 0 && <PrecisionPlot points={precisionCoverage} base={base} asTable={asTable} />}
      {confusion && <ConfusionTable confusion={confusion} label={head.label} />}
    </div>
  );
}
