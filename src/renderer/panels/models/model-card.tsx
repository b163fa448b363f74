/** One model's card: what it is for, what it must not be used for, how well it did, what moves it, where it comes from. */
import type { ReactNode } from 'react';
import type { FeatureInfo, ModelInfo } from '../../../shared/contract/signals.ts';
import type { ModelCard } from '../../../shared/domain/model-card.ts';
import { formatNumber } from '../../ui/format.ts';
import { Term } from '../../ui/term.tsx';
import { MetricsTables } from './metrics-table.tsx';
import { leakWords, skillWords } from './skill.ts';
import { weightsOf } from './weights.ts';
import { WeightList } from './weight-list.tsx';

export interface ModelCardProps {
  readonly model: ModelInfo;
  readonly card: ModelCard;
  readonly features: readonly FeatureInfo[];
}

export function ModelCardView({ model, card, features }: ModelCardProps) {
  const leak = leakWords(card);
  return (
    <>
      <p className="md-skill">{skillWords(card)}</p>
      {leak !== null && <p className="md-skill"><strong>Leak alarm.</strong> {leak}</p>}
      <div className="md-columns">
        <div>
          <Section title="How well it did"><MetricsTables card={card} /></Section>
          <Section title="How it works"><p>{card.summary}</p></Section>
          <Section title="What it was taught"><p>{card.label}</p></Section>
          <Section title="Limits of use"><List items={card.limitsOfUse} /></Section>
          <Section title="Known failures"><List items={card.knownFailures} /></Section>
          <Section title="Success criteria"><List items={card.successCriteria} /></Section>
        </div>
        <div>
          {card.linear && <Section title="What moves it"><WeightList weights={weightsOf(card, features)} card={card} /></Section>}
          <Section title="What it says"><Outputs card={card} /></Section>
          <Section title="Where it comes from"><Origin card={card} modelHash={model.modelHash} /></Section>
        </div>
      </div>
    </>
  );
}

const Section = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => <section className="md-section"><h4>{title}</h4>{children}</section>;
const List = ({ items }: { readonly items: readonly string[] }) => (items.length === 0 ? <p className="muted">none stated</p> : <ul>{items.map((item) => <li key={item}>{item}</li>)}</ul>);

/** Each column of the output: unit, the value at the background, and how odds are made of it. */
function Outputs({ card }: { readonly card: ModelCard }) {
  return (
    <table className="grid-table">
      <caption className="visually-hidden">Outputs</caption>
      <thead><tr><th className="text">Output, {card.horizonBars} bars ahead</th><th><Term of="base value">Base value</Term></th><th className="text">Odds</th></tr></thead>
      <tbody>
        {card.heads.map((head) => (
          <tr key={head.name}>
            <td className="text">{head.label}</td>
            <td className="figure">{formatNumber(head.baseValue, 3, 'always')} {head.unit === 'sigma' ? 'σ' : 'log-odds'}</td>
            <td className="text muted">{head.calibration ? calibrationWords[head.calibration.method] : 'none: the value is the answer'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const calibrationWords = { none: 'as the model gives them', platt: "by Platt's line", isotonic: 'by rising steps' } as const;

function Origin({ card, modelHash }: { readonly card: ModelCard; readonly modelHash: string | null }) {
  return (
    <dl className="md-origin">
      <div><dt>Trained on</dt><dd>{card.trainingData.description}</dd></div>
      <div><dt>Rows</dt><dd className="figure">{formatNumber(card.trainingData.rows, 0)}</dd></div>
      <div><dt>Bars</dt><dd className="figure">{day(card.trainingData.firstBar)} to {day(card.trainingData.lastBar)}</dd></div>
      <div><dt>Trained at</dt><dd className="figure">{day(card.trainedAt)}</dd></div>
      <div><dt><Term of="background">Background</Term></dt><dd>{card.background.id}, {formatNumber(card.background.rows.length, 0)} rows</dd></div>
      <div><dt>Looks at</dt><dd>{formatNumber(card.featureNames.length, 0)} features; silent when more than {formatNumber(card.missingFeaturesMax, 0)} are missing</dd></div>
      <div><dt>Owner</dt><dd>{card.owner}</dd></div>
      <div><dt>Validator</dt><dd>{card.validator}</dd></div>
      <div><dt>Model hash</dt><dd className="figure">{modelHash ?? 'not read'}</dd></div>
      <div><dt>Feature schema</dt><dd className="figure">{card.featureSchemaHash}</dd></div>
      <div><dt>Data hash</dt><dd className="figure">{card.trainingData.sha256}</dd></div>
    </dl>
  );
}

/** `2025-03-06T21:00:00.000Z` as `2025-03-06 21:00`. */
const day = (iso: string): string => iso.slice(0, 16).replace('T', ' ');
