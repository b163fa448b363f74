/** The text of a basket, to edit as a whole; under it what is wrong, by line and column. */
import type { BasketCheck } from '../../../shared/domain/basket.ts';
import { changeText } from './basket-store.ts';

/** Lines of faults that are listed; the table has all. */
const listedMax = 50;

export function BasketText({ csv, check }: { readonly csv: string; readonly check: BasketCheck | null }) {
  const faults = (check?.rows ?? []).flatMap((row) => row.faults.map(({ column, what }) => ({ line: row.line, column, what })));
  return (
    <>
      <textarea className="basket-text figure" aria-label="Text of the basket" spellCheck={false} wrap="off" value={csv} data-keys="own" onChange={(event) => changeText(event.target.value)} />
      {faults.length > 0 && (
        <ul className="basket-faults" aria-label="What is wrong" tabIndex={0}>
          {faults.slice(0, listedMax).map(({ line, column, what }) => (
            <li key={`${line} ${column ?? ''} ${what}`}><span aria-hidden="true">✕ </span><b>line {line}{column === null ? '' : `, ${column}`}</b>: {what}</li>
          ))}
          {faults.length > listedMax && <li>and {faults.length - listedMax} more</li>}
        </ul>
      )}
    </>
  );
}
