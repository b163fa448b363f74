/** What one feature adds at each of its values, held-out row by row, with the mean of each tenth of the rows. */
import type { HeadEvaluation } from '../../../shared/domain/model-evaluation.ts';
import { formatNumber } from '../../ui/format.ts';
import { formatFeature, unitWords } from '../why/parts.ts';
import { dependenceOf, followsValue, type Driver } from './drivers.ts';
import { FigureFrame } from './figure-frame.tsx';
import { dotsPath, XAxis, YAxis } from './plot-axes.tsx';
import { placeOn, scaleOver } from './plot-scale.ts';

const height = 250;

export interface DependenceProps {
  readonly head: HeadEvaluation;
  readonly drivers: readonly Driver[];
  readonly selected: string;
  readonly onSelect: (feature: string) => void;
  readonly unit: string;
  readonly asTable: boolean;
}

export function DependencePlot({ head, drivers, selected, onSelect, unit, asTable }: DependenceProps) {
  const driver = drivers.find(({ name }) => name === selected) ?? drivers[0];
  if (!driver) return null;
  const found = dependenceOf(head.sample, driver.column);
  const follows = followsValue(found.points);
  const direction = follows === null ? 'does not vary' : Math.abs(follows) < 0.3 ? 'has no one direction' : follows > 0 ? 'raises the output when high' : 'lowers the output when high';
  const value = (x: number): string => formatFeature(x, driver.unit);
  return (
    <FigureFrame title="One feature" asTable={asTable} note={`${found.points.length} rows${found.missing > 0 ? `, missing in ${found.missing}` : ''}; it ${direction}`}
      choice={<FeatureChoice drivers={drivers} selected={driver.name} onSelect={onSelect} />} words={`${driver.label}: ${direction}, by ${found.points.length} held-out rows`}
      table={{ columns: [`${driver.label}, from`, 'to', 'Mean value', `Mean contribution, ${unit}`, 'Rows'], rows: found.tenths.map((bin) => [value(bin.low), value(bin.high), value(bin.value), formatNumber(bin.contribution, 3, 'always'), String(bin.rows)]) }}>
      {(width) => <Scatter found={found} driver={driver} unit={unit} width={width} />}
    </FigureFrame>
  );
}

function FeatureChoice({ drivers, selected, onSelect }: { readonly drivers: readonly Driver[]; readonly selected: string; readonly onSelect: (feature: string) => void }) {
  return (
    <select className="mf-choice" aria-label="Feature" value={selected} onChange={(event) => onSelect(event.target.value)}>
      {drivers.map(({ name, label }) => <option key={name} value={name}>{label}</option>)}
    </select>
  );
}

interface ScatterProps { readonly found: ReturnType<typeof dependenceOf>; readonly driver: Driver; readonly unit: string; readonly width: number }

function Scatter({ found, driver, unit, width }: ScatterProps) {
  const [left, right, top, bottom] = [46, width - 10, 18, height - 34];
  const x = scaleOver(found.points.map((point) => point.value), [left, right], 0.03);
  const y = scaleOver([0, ...found.points.map((point) => point.contribution)], [bottom, top], 0.06);
  const at = (point: { readonly value: number; readonly contribution: number }): readonly [number, number] => [placeOn(x, point.value), placeOn(y, point.contribution)];
  const line = found.tenths.map((bin, i) => `${i === 0 ? 'M' : 'L'}${at(bin).map((place) => place.toFixed(1)).join(' ')}`).join('');
  return (
    <svg width={width} height={height} className="mp" aria-hidden="true">
      <YAxis scale={y} across={[left, right]} name={`contribution, ${unit}`} strong={0} />
      <XAxis scale={x} across={[bottom, top]} name={`${driver.label}, ${unitWords(driver.unit)}`} wanted={Math.max(2, Math.floor(width / 90))} format={(value) => formatFeature(value, driver.unit)} />
      <path className="mp-dot mp-faint" d={dotsPath(found.points.map(at))} />
      <path className="mp-mean" d={line} />
      <path className="mp-dot mp-mean-dot" d={dotsPath(found.tenths.map(at))} />
      <text x={right} y={10} textAnchor="end" className="mp-direct">● mean of each tenth of the rows</text>
    </svg>
  );
}
