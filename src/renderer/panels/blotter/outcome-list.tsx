/** What became of each of several rows: those that were not taken first, none left out, until it is closed. */
import { isTaken, showOutcomes, useOutcomes } from '../../stores/outcomes.ts';
import { Notice } from '../../ui/notice.tsx';

export function OutcomeList() {
  const list = useOutcomes();
  if (!list) return null;
  const taken = list.outcomes.filter(isTaken).length;
  return (
    <section className="outcomes" aria-label={`What became of: ${list.title}`}>
      <div className="history-head">
        <b>{list.title}</b>
        <span className="muted">{taken} of {list.outcomes.length} taken{taken < list.outcomes.length ? `, ${list.outcomes.length - taken} not` : ''}</span>
        <span className="grow" />
        <button type="button" className="notice-close" aria-label="Close the list (Esc)" onClick={() => showOutcomes(null)}>×</button>
      </div>
      <ul>
        {list.outcomes.map(({ name, tone, text }, i) => <li key={i}><Notice tone={tone}>{`${name}: ${text}`}</Notice></li>)}
      </ul>
    </section>
  );
}
