/** Champion and challengers on one row: each in its hue, in a word, with whether it speaks for the call. Odds, fills and range stand in the lines above. */
import type { CSSProperties } from 'react';
import { modelHue } from '../../theme/theme.ts';
import type { ModelRole } from '../../../shared/domain/model-card.ts';
import { roleQuestions, stanceMarks, stanceWords, type ViewLine } from './views.ts';

const shown: readonly ModelRole[] = ['drift', 'direction', 'path', 'regime'];

export function ViewsStrip({ lines, onChoose }: { readonly lines: readonly ViewLine[]; readonly onChoose: (line: ViewLine) => void }) {
  return (
    <ul className="why-strip" aria-label="What each model says">
      {shown.flatMap((role) => lines.filter((line) => line.role === role)).map((line) => (
        <li key={line.modelId}>
          <button type="button" className={`why-view is-${line.stance}`} style={{ '--hue': `var(${modelHue(line.modelId)})` } as CSSProperties} tabIndex={-1} onClick={() => onChoose(line)}
            title={`${line.modelId}: ${roleQuestions[line.role]}? ${line.words}; it ${stanceWords[line.stance]}`}>
            <span className="why-hue" aria-hidden="true" />{line.role === 'drift' || line.role === 'path' ? line.role : ''}{line.role !== 'drift' && <span className="why-short">{line.short}</span>}<span className="why-stance" aria-label={stanceWords[line.stance]}>{stanceMarks[line.stance]}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
