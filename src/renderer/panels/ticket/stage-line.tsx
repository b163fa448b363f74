/** What a staged parent needs beyond the ticket: account, strategy, care, whose it is, a first note. Folded to one line of words until wanted. */
import { noteLengthMax } from '../../../shared/domain/parent-order.ts';
import { useQuery } from '../../connection/use-call.ts';
import { changeStageTerms, me, useStageTerms, type StageTerms } from '../../stores/stage-terms.ts';
import { userNow } from '../../stores/lookups.ts';
import { Button } from '../../ui/button.tsx';

export function StageLine() {
  const terms = useStageTerms();
  return (
    <div className="stage" role="group" aria-label="For staging">
      <div className="stage-head">
        <Button tone="quiet" label="Account, strategy, care, assignee and note of what is staged" onPress={() => changeStageTerms({ shown: !terms.shown })}>{terms.shown ? '▾ Staging' : '▸ Staging'}</Button>
        {!terms.shown && <span className="muted small clip">{stageWords(terms)}</span>}
      </div>
      {terms.shown && <StageFields terms={terms} />}
    </div>
  );
}

const stageWords = ({ account, strategy, care, assignedTo, note }: StageTerms): string => [
  account ?? 'no account yet', strategy, care && 'care order', assignedTo === me ? null : assignedTo === null ? 'to the pool' : `to ${assignedTo}`, note !== '' && 'with a note',
].filter(Boolean).join(', ');

function StageFields({ terms }: { readonly terms: StageTerms }) {
  const { value: choices } = useQuery('parents.choices', {});
  const user = userNow();
  return (
    <>
      <div className="ticket-line">
        <Pick label="Account" value={terms.account ?? ''} onChange={(account) => changeStageTerms({ account: account === '' ? null : account })} options={[['', 'allocated later'], ...named(choices?.accounts)]} />
        <Pick label="Strategy" value={terms.strategy ?? ''} onChange={(strategy) => changeStageTerms({ strategy: strategy === '' ? null : strategy })} options={[['', 'none'], ...named(choices?.strategies)]} />
      </div>
      <div className="ticket-line">
        <Pick label="Assign to" value={terms.assignedTo ?? ''} onChange={(assignedTo) => changeStageTerms({ assignedTo: assignedTo === '' ? null : assignedTo })}
          options={[[me, 'me'], ['', 'the pool of the desk'], ...named(choices?.colleagues.filter((name) => name !== user))]} />
        <label className="stage-care" title="A client's order worked with care: who works it locks it first"><input type="checkbox" checked={terms.care} onChange={(event) => changeStageTerms({ care: event.target.checked })} /> Care order</label>
      </div>
      <label className="field">
        <span className="field-label">Note</span>
        <input className="stage-note" value={terms.note} maxLength={noteLengthMax} spellCheck={false} onChange={(event) => changeStageTerms({ note: event.target.value })} />
      </label>
    </>
  );
}

const named = (names: readonly string[] | undefined): (readonly [string, string])[] => (names ?? []).map((name) => [name, name]);

interface PickProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, word: string])[];
  readonly onChange: (value: string) => void;
}

const Pick = ({ label, value, options, onChange }: PickProps) => (
  <label className="field">
    <span className="field-label">{label}</span>
    <select className="ticket-select stage-select" value={value} onChange={(event) => onChange(event.target.value)}>
      {(options.some(([known]) => known === value) ? options : [[value, value] as const, ...options]).map(([known, word]) => <option key={known} value={known}>{word}</option>)}
    </select>
  </label>
);
