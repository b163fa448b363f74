/** What each of the models says of this bar: champion first, each with its question, its odds and whether it speaks for the call. */
import type { CSSProperties } from 'react';
import { modelHue } from '../../theme/theme.ts';
import { changeWhyView } from '../../stores/why-view.ts';
import { formatPercent } from '../../ui/format.ts';
import { Term } from '../../ui/term.tsx';
import { roleQuestions, stanceMarks, stanceWords, type ViewLine } from './views.ts';

export function ModelsPart({ panelId, lines }: { readonly panelId: string; readonly lines: readonly ViewLine[] }) {
  const explain = (line: ViewLine): void => changeWhyView(panelId, { part: 'reasons', chosen: chosenOf(line) });
  return (
    <>
      <p className="why-summary">{countWords(lines)}</p>
      <ul className="why-models" aria-label="What each model says">
        {lines.map((line) => (
          <li key={line.modelId} className={`is-${line.stance}`} style={{ '--hue': `var(${modelHue(line.modelId)})` } as CSSProperties}>
            <span className="why-hue" aria-hidden="true" />
            <span className="why-model"><strong>{line.modelId}</strong> <span className="figure figure-small faint why-meaning">{line.modelVersion}</span> {line.isChampion ? <Term of="champion" /> : <span className="faint">{roleQuestions[line.role]}?</span>}</span>
            <span className="why-stance" title={stanceWords[line.stance]}>{stanceMarks[line.stance]} <span className="small">{stanceWords[line.stance]}</span></span>
            <span className="why-said">{line.stance === 'silent' ? <span className="why-warn">⊘ {line.words}</span> : line.words}</span>
            <button type="button" className="why-fold" disabled={line.stance === 'silent'} onClick={() => explain(line)}>explain<span className="visually-hidden"> {line.modelId}</span></button>
            <Shares line={line} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** The output of a line that is explained first: its most likely one. */
export function chosenOf(line: ViewLine): { readonly modelId: string; readonly head: string } | null {
  if (line.isChampion) return null;
  const top = [...line.odds].sort((a, b) => b.value - a.value)[0];
  return { modelId: line.modelId, head: top?.name ?? (line.role === 'range' ? 'q50' : '') };
}

const countWords = (lines: readonly ViewLine[]): string => {
  const count = (stance: ViewLine['stance']): number => lines.filter((line) => line.stance === stance).length;
  const parts = [`${count('for')} of ${lines.length} speak for the call`, `${count('against')} against`, `${count('open')} take no side`, ...(count('silent') > 0 ? [`${count('silent')} silent`] : [])];
  return `${parts.join(', ')}.`;
};

/** Odds as parts of one bar, labelled in place; one share leaves the rest empty. */
function Shares({ line }: { readonly line: ViewLine }) {
  if (line.odds.length === 0) return <span />;
  return (
    <span className="why-shares" aria-hidden="true">
      {line.odds.map((head, i) => <span key={head.name} className={`why-share why-share-${line.odds.length === 1 ? 2 : i}`} style={{ width: `${head.value * 100}%` }}>{head.value > 0.18 ? `${line.odds.length === 1 ? '' : `${head.label.split(' ')[0]} `}${formatPercent(head.value, 0)}` : ''}</span>)}
    </span>
  );
}
