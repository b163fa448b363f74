/** Accuracy against transparency: each family by the numbers it has learnt and by how it did, with its interval; how it is explained by the shape of its mark. */
import { formatNumber } from '../../ui/format.ts';
import { chanceOf, isExact, lowIsBetter, metricWords, type Entry } from './families.ts';
import { placeApart } from './place-apart.ts';
import { XAxis, YAxis } from './plot-axes.tsx';
import { placeOn, scaleOver } from './plot-scale.ts';

const height = 236;
const markSize = 4.5;
/** Of a label: letters of 11 px, and a line. */
const letterPixels = 6.2;
const lineHeight = 14;

export function FamiliesScatter({ entries, width }: { readonly entries: readonly Entry[]; readonly width: number }) {
  const [left, right, top, bottom] = [52, width - 12, 18, height - 34];
  const metric = entries[0]?.metric ?? '';
  const chance = chanceOf(metric);
  const x = scaleOver(entries.map(({ parameters }) => Math.log10(Math.max(1, parameters))), [left, right], 0.12);
  const y = scaleOver([...entries.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]), ...(chance === null ? [] : [chance])], [bottom, top], 0.08);
  const marks = entries.map((entry) => ({ entry, x: placeOn(x, Math.log10(Math.max(1, entry.parameters))), y: placeOn(y, entry.value), low: placeOn(y, entry.low ?? entry.value), high: placeOn(y, entry.high ?? entry.value) }));
  const labels = placeApart(marks.map((mark) => ({ x: mark.x + markSize + 4, y: mark.y, width: wordsOf(mark.entry).length * letterPixels, height: lineHeight })), { right, top, bottom },
    marks.map((mark) => ({ x: mark.x - 3, y: (mark.low + mark.high) / 2, width: 6, height: Math.abs(mark.low - mark.high) })));
  return (
    <svg width={width} height={height} className="mp" aria-hidden="true">
      <YAxis scale={y} across={[left, right]} name={`${metricWords(metric)}, ${lowIsBetter(metric) ? 'less is better' : 'more is better'}`} wanted={4} />
      <XAxis scale={x} across={[bottom, top]} name="numbers learnt, less transparent" wanted={Math.max(1, Math.round(x.to - x.from))} format={(power) => formatNumber(10 ** power, 0)} />
      {chance !== null && <><line className="mp-diagonal" x1={left} x2={right} y1={placeOn(y, chance)} y2={placeOn(y, chance)} /><text x={right - 4} y={placeOn(y, chance) - 4} textAnchor="end" className="mp-direct mp-quiet">chance</text></>}
      {marks.map((mark, i) => {
        const label = labels[i] ?? { x: mark.x, y: mark.y };
        return (
          <g key={`${mark.entry.family} ${mark.entry.label}`} className={mark.entry.isThis ? 'mp-own' : 'mp-rival'}>
            <line className="mp-reach" x1={mark.x} x2={mark.x} y1={mark.low} y2={mark.high} />
            {isExact(mark.entry.explainedBy) ? <circle cx={mark.x} cy={mark.y} r={markSize} className="mp-exact" /> : <rect x={mark.x - markSize} y={mark.y - markSize} width={2 * markSize} height={2 * markSize} className="mp-estimated" />}
            <text x={label.x} y={label.y + 4} className="mp-label">{wordsOf(mark.entry)}</text>
          </g>
        );
      })}
    </svg>
  );
}

const wordsOf = ({ family, isThis }: Entry): string => (isThis ? `${family}, this` : family);
