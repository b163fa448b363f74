/** What a feature is: meaning, window, what missing means; and a thumb on this one reason. A fixed place, so that nothing jumps. */
import { askThumb } from '../../actions/decide.ts';
import { Button } from '../../ui/button.tsx';
import { formatFeature, unitWords, type Part } from './parts.ts';

export function Glossary({ part, suggestionId }: { readonly part: Part | null; readonly suggestionId: string | null }) {
  if (!part) return <div className="why-glossary faint">Point at a feature, or go to it by arrows, to read what it is; u or d thumbs that one reason. F1 explains the words.</div>;
  if (part.steps) return <div className="why-glossary is-open" aria-live="polite"><div className="why-glossary-head"><strong>{part.label}</strong></div><p>{part.steps.length} steps of one series, summed: contributions add up, so that the sum is exact. Enter or → shows them one by one.</p></div>;
  if (part.members) return <div className="why-glossary is-open" aria-live="polite"><div className="why-glossary-head"><strong>{part.label}</strong></div><p>Explained as a whole: {part.members.join(', ')}.</p></div>;
  const { info } = part;
  return (
    <div className="why-glossary is-open" aria-live="polite">
      <div className="why-glossary-head">
        <strong className="clip">{part.label}</strong>
        <span className="figure">{part.value === null ? 'missing' : formatFeature(part.value, part.unit)}</span>
        {suggestionId !== null && (
          <span className="why-thumbs">
            <Button tone="quiet" keys="u" label={`Thumb up on ${part.label}`} onPress={() => askThumb(suggestionId, 'up', part.name)}>▲</Button>
            <Button tone="quiet" keys="d" label={`Thumb down on ${part.label}`} onPress={() => askThumb(suggestionId, 'down', part.name)}>▼</Button>
          </span>
        )}
      </div>
      <p>{info ? <>{info.glossary} <span className="muted why-meaning">{upperFirst(info.meaning)}; {unitWords(info.unit)}. Window: {info.window}.</span></> : 'The core gives no description of this feature.'}</p>
      <p className="muted">
        {part.range && `Usually ${formatFeature(part.usual, part.unit)}, seen in training from ${formatFeature(part.range.low, part.unit)} to ${formatFeature(part.range.high, part.unit)}. `}
        {part.outside !== null && <span className="why-warn">⚠ {part.outside} everything seen in training. </span>}
        {part.value === null && <span className="why-warn">Missing: the model saw {formatFeature(part.standIn, part.unit)}. </span>}
        {info && <span className="why-meaning">Missing when {info.whenMissing}.</span>}
      </p>
    </div>
  );
}

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
