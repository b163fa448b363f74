/** Live against promised: the record of this desk, the coverage of the band, champion and challengers. */
import type { ModelInfo } from '../../../shared/contract/signals.ts';
import type { Interval } from '../../../shared/domain/statistics.ts';
import { formatNumber, formatPercent } from '../../ui/format.ts';
import { useAnswer } from '../../ui/asked.tsx';
import { axisOf, IntervalMark } from '../../ui/interval-mark.tsx';
import { Term } from '../../ui/term.tsx';
import { againstPromise, contendersOf, coverageRecord, heldOutRight, liveCallsMin, rightShare, usualShare } from './live-record.ts';
import { ClassesFigure } from './live-classes.tsx';
import { modelHue } from '../../theme/theme.ts';

const promiseWords = { 'too few': `fewer than ${liveCallsMin} have passed: nothing can be said yet`, kept: 'as promised: the interval holds it', below: 'below the promise', above: 'above the promise' } as const;
const share = (value: number): string => formatPercent(value, 1);
const between = ({ low, high }: MaybeInterval): string => (low === null || high === null ? '' : `${share(low)} to ${share(high)}`);

export function LiveView({ model, models }: { readonly model: ModelInfo; readonly models: readonly ModelInfo[] }) {
  return (
    <div className="mf-grid">
      <RecordFigure model={model} />
      {model.live?.classes && model.live.classes.length > 0 && <ClassesFigure classes={model.live.classes} />}
      <ChampionFigure models={models} shown={model.modelId} />
    </div>
  );
}

interface Line { readonly name: string; readonly estimate: MaybeInterval; readonly words: string; readonly neutral: number }
interface MaybeInterval { readonly value: number; readonly low: number | null; readonly high: number | null }

function RecordFigure({ model }: { readonly model: ModelInfo }) {
  const right = rightShare(model);
  const band = coverageRecord(model);
  const heldOut = useHeldOutRight(model);
  if (!right && !band) {
    return <figure className="mf mf-wide" aria-label="Live record"><figcaption className="mf-head"><h4>Live record</h4></figcaption><p className="muted">No horizon of {model.card?.horizonBars ?? ''} bars has passed yet; what its calls come to is shown here{heldOut ? `, against ${share(heldOut.value)} right on ${formatNumber(heldOut.n, 0)} held-out rows` : ''}.</p></figure>;
  }
  const verdict = band && againstPromise(band.live, band.meant);
  const usual = usualShare(model);
  const lines: Line[] = [
    ...(right ? [{ name: 'Right, live', estimate: right, words: `${formatNumber(right.n, 0)} calls; usual ${share(usual.value)}, ${usual.words}`, neutral: usual.value }] : []),
    ...(right && heldOut ? [{ name: 'Right, held out', estimate: heldOut, words: `${formatNumber(heldOut.n, 0)} rows, at odds of one half`, neutral: usual.value }] : []),
    ...(band ? [
      { name: 'Band holds, live', estimate: band.live, words: `${formatNumber(band.live.n, 0)} bands; ${verdict ? promiseWords[verdict] : ''}`, neutral: band.meant },
      ...(band.heldOut ? [{ name: 'Band held, held out', estimate: band.heldOut, words: `${formatNumber(band.heldOut.rows, 0)} rows, what its card promises`, neutral: band.meant }] : []),
    ] : []),
  ];
  const axis = axisOf(lines.flatMap(({ estimate, neutral }) => [drawn(estimate), drawn({ value: neutral, low: null, high: null })]), right ? usual.value : band?.meant ?? 0.5);
  return (
    <figure className="mf mf-wide" aria-label="Live record">
      <figcaption className="mf-head"><h4><Term of="live coverage">Live record</Term></h4><span className="muted small">95 % intervals; │ marks {right ? 'what is usual' : ''}{right && band ? ' and ' : ''}{band ? 'the promise' : ''}</span></figcaption>
      <table className="grid-table mp-live">
        <caption className="visually-hidden">Live record against what was promised</caption>
        <thead><tr><th className="text" scope="col">Share</th><th className="mp-mark" scope="col" /><th scope="col">Value</th><th scope="col">95 % interval</th></tr></thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.name}>
              <th scope="row" className="text">{line.name}<span className="mp-under">{line.words}</span></th>
              <td className="mp-mark"><IntervalMark estimate={drawn(line.estimate)} {...axis} neutral={line.neutral} /></td>
              <td className="figure">{share(line.estimate.value)}</td>
              <td className="figure figure-small muted">{between(line.estimate)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="muted small mf-foot">Horizons of neighbouring bars overlap: live intervals are narrower than the truth.</p>
      {band && <p className="muted small mf-foot">The <Term of="band">band</Term> promises {share(band.meant)}. It asks for {share(band.level)} now, its <Term of="level">level</Term>, so that it holds as often as it promises.</p>}
    </figure>
  );
}

/** Of odds of one answer: how often they were on the right side of one half on rows that it never saw. */
function useHeldOutRight({ modelId, version, card, isEvaluated }: ModelInfo): Interval | null {
  const isAsked = isEvaluated && card?.heads.length === 1 && card.heads[0]?.unit === 'log-odds';
  const { value } = useAnswer('signals.evaluation', isAsked ? { modelId } : null, `${modelId} ${version}`);
  const head = value?.heads[0];
  return isAsked && head ? heldOutRight(head) : null;
}

const drawn = ({ value, low, high }: MaybeInterval): { value: number; low: number; high: number; n: null } => ({ value, low: low ?? value, high: high ?? value, n: null });

function ChampionFigure({ models, shown }: { readonly models: readonly ModelInfo[]; readonly shown: string }) {
  const contenders = contendersOf(models);
  const axis = axisOf(contenders.flatMap(({ model, right }) => (right ? [right, drawn({ value: usualShare(model).value, low: null, high: null })] : [])), 0.5);
  return (
    <figure className="mf mf-wide" aria-label="Champion and challengers">
      <figcaption className="mf-head"><h4><Term of="champion">Champion</Term> and <Term of="challenger">challengers</Term></h4><span className="muted small">live share of right calls, 95 % intervals; │ what is usual</span></figcaption>
      {contenders.length === 0 ? <p className="muted">No model of direction is loaded.</p> : (
        <table className="grid-table mp-live">
          <caption className="visually-hidden">Champion and challengers</caption>
          <thead><tr><th className="text" scope="col">Model</th><th className="mp-mark" scope="col" /><th scope="col">Right</th><th scope="col">95 % interval</th><th scope="col">Calls</th></tr></thead>
          <tbody>
            {contenders.map(({ model, isChampion, right, heldOut }) => (
              <tr key={`${model.modelId} ${model.version}`} className={model.modelId === shown ? 'is-selected' : undefined}>
                <th scope="row" className="text"><span className="mm-hue" style={{ background: `var(${modelHue(model.modelId)})` }} aria-hidden="true" />{model.modelId} <span className="muted small">{isChampion ? 'champion' : 'challenger'}</span>
                  {heldOut && <span className="mp-under">held out: {heldOut.label} {formatNumber(heldOut.value, 3)}{heldOut.low === null || heldOut.high === null ? '' : ` (${formatNumber(heldOut.low, 3)} to ${formatNumber(heldOut.high, 3)})`}</span>}
                </th>
                <td className="mp-mark">{right && <IntervalMark estimate={right} {...axis} neutral={usualShare(model).value} />}</td>
                <td className="figure">{right ? share(right.value) : ''}</td>
                <td className="figure figure-small muted">{right ? between(right) : ''}</td>
                <td className="figure muted">{right ? formatNumber(right.n, 0) : 'none yet'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="muted small mf-foot">They answer like questions, not the same one: the champion says how far, a challenger how likely. What each is asked stands on its card.</p>
    </figure>
  );
}
