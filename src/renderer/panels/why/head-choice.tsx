/** Which output of which model is explained: a list of its own in the place of the axis' name. */
import type { CSSProperties } from 'react';
import { modelHue } from '../../theme/theme.ts';
import type { ChosenHead } from '../../stores/why-view.ts';
import type { HeadChoice } from './reasoning.ts';

export interface HeadChoiceProps {
  readonly choices: readonly HeadChoice[];
  readonly chosen: ChosenHead | null;
  /** Of the model that proposes. */
  readonly champion: string;
  readonly onChange: (chosen: ChosenHead | null) => void;
}

const keyOf = (chosen: ChosenHead | null): string => (chosen === null ? '' : `${chosen.modelId} ${chosen.head}`);

export function HeadChoiceList({ choices, chosen, champion, onChange }: HeadChoiceProps) {
  return (
    <span className="why-choice" style={{ '--hue': `var(${modelHue(chosen?.modelId ?? champion)})` } as CSSProperties}>
      <span className="why-hue" aria-hidden="true" />
      <select aria-label="Model and output to explain" title="Model and output to explain (Y)" value={keyOf(chosen)} onChange={(event) => onChange(choices.find((choice) => keyOf(choice.chosen) === event.target.value)?.chosen ?? null)}>
        {choices.map((choice) => <option key={keyOf(choice.chosen)} value={keyOf(choice.chosen)}>{choice.label}</option>)}
      </select>
    </span>
  );
}
