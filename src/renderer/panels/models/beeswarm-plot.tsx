/** Every held-out row as a dot, feature by feature: where it lies says what the feature added, its colour whether the value was low or high. */
import type { HeadEvaluation } from '../../../shared/domain/model-evaluation.ts';
import { formatNumber } from '../../ui/format.ts';
import { fifths, swarmOf, type Dot, type Driver } from './drivers.ts';
import { FigureFrame } from './figure-frame.tsx';
import { linesOf } from './label-lines.ts';
import { dotsPath, XAxis } from './plot-axes.tsx';
import { placeOn, scaleOver } from './plot-scale.ts';

const featuresShown = 10;
const dotSize = 4;
/** A row's height: more where the plot stands beside others and has the room, so that its dots lie less on one another. */
const rowHeights = { beside: 42, alone: 26 } as const;

export interface BeeswarmProps {
  readonly head: HeadEvaluation;
  readonly drivers: readonly Driver[];
  readonly unit: string;
  readonly asTable: boolean;
  /** Whether the plot stands beside others, not above them. */
  readonly isBeside: boolean;
}

export function BeeswarmPlot({ head, drivers, unit, asTable, isBeside }: BeeswarmProps) {
  const shown = drivers.slice(0, featuresShown).filter((driver) => driver.importance > 0);
  const { sample } = head;
  return (
    <FigureFrame title="Row by row" term="contribution" note={`${sample.margins.length} held-out rows, ${shown.length} features that move it most`} asTable={asTable} tall
      words={`Each held-out row's contribution of the ${shown.length} features that move the output most; colour is the feature's value`} table={quartileTable(sample, shown, unit)}>
      {(width) => <Swarm sample={sample} shown={shown} unit={unit} width={width} rowHeight={isBeside ? rowHeights.beside : rowHeights.alone} />}
    </FigureFrame>
  );
}

interface SwarmProps { readonly sample: HeadEvaluation['sample']; readonly shown: readonly Driver[]; readonly unit: string; readonly width: number; readonly rowHeight: number }

function Swarm({ sample, shown, unit, width, rowHeight }: SwarmProps) {
  const left = Math.min(232, Math.round(width * 0.36));
  const [top, bottom] = [18, 18 + shown.length * rowHeight];
  const scale = scaleOver([0, ...sample.contributions.flatMap((row) => shown.map((driver) => row[driver.column] ?? 0))], [left, width - 8], 0.03);
  const across = (scale.end - scale.start) / dotSize;
  return (
    <svg width={width} height={bottom + 34} className="mp" aria-hidden="true">
      <XAxis scale={scale} across={[bottom, top]} name={`contribution, ${unit}`} strong={0} />
      {shown.map((driver, i) => {
        const middle = top + (i + 0.5) * rowHeight;
        const dots = swarmOf(sample, driver.column, { from: scale.from, to: scale.to, across });
        const highest = Math.max(1, ...dots.map((dot) => Math.abs(dot.lift)));
        const step = Math.min(dotSize * 0.8, (rowHeight / 2 - 3) / highest);
        const at = (dot: Dot): readonly [number, number] => [placeOn(scale, dot.contribution), middle - dot.lift * step];
        return (
          <g key={driver.name}>
            <Label words={driver.label} right={left - 8} middle={middle} lines={linesOf(driver.label, left - 10, rowHeight >= rowHeights.beside ? 2 : 1)} />
            {[null, ...Array.from({ length: fifths }, (_, k) => k)].map((fifth) => <path key={fifth ?? 'missing'} className={fifth === null ? 'mp-dot mp-missing' : `mp-dot mp-fifth-${fifth}`} d={dotsPath(dots.filter((dot) => dot.fifth === fifth).map(at))} />)}
          </g>
        );
      })}
      <g transform={`translate(${width - 146}, 9)`} aria-hidden="true">
        <text x="28" y="3.5" textAnchor="end" className="mp-name">low</text>
        {Array.from({ length: fifths }, (_, k) => <path key={k} className={`mp-dot mp-fifth-${k}`} d={dotsPath([[38 + k * 11, 0]])} style={{ strokeWidth: 7 }} />)}
        <text x="92" y="3.5" className="mp-name">high value</text>
      </g>
    </svg>
  );
}

const lineHeight = 13;

function Label({ words, lines, right, middle }: { readonly words: string; readonly lines: readonly string[]; readonly right: number; readonly middle: number }) {
  const first = middle + 4 - ((lines.length - 1) * lineHeight) / 2;
  return <text className="mp-label" textAnchor="end">{lines.map((line, i) => <tspan key={i} x={right} y={first + i * lineHeight}>{line}</tspan>)}<title>{words}</title></text>;
}

/** Quartiles of what each feature added, and how it was on the rows with low and with high values. */
function quartileTable(sample: HeadEvaluation['sample'], shown: readonly Driver[], unit: string): { columns: string[]; rows: string[][] } {
  const figures = (driver: Driver): string[] => {
    const dots = swarmOf(sample, driver.column, { from: 0, to: 1, across: 1 });
    const sorted = dots.map((dot) => dot.contribution).sort((a, b) => a - b);
    const at = (p: number): string => formatNumber(sorted[Math.round(p * (sorted.length - 1))], 3, 'always');
    const mean = (fifth: number): string => {
      const some = dots.filter((dot) => dot.fifth === fifth);
      return some.length === 0 ? '' : formatNumber(some.reduce((sum, dot) => sum + dot.contribution, 0) / some.length, 3, 'always');
    };
    return [driver.label, at(0), at(0.25), at(0.5), at(0.75), at(1), mean(0), mean(fifths - 1)];
  };
  return { columns: [`Contribution, ${unit}`, 'Least', '¼', '½', '¾', 'Most', 'Low values', 'High values'], rows: shown.map(figures) };
}
