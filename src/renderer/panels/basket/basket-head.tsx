/** Over the rows: where a basket comes from, its name, and the button that stages it when nothing is wrong. */
import { useRef } from 'react';
import type { BasketCheck } from '../../../shared/domain/basket.ts';
import { Button } from '../../ui/button.tsx';
import { clearBasket, nameBasket, ordersWord, showAsText, stageBasket, useBasket } from './basket-store.ts';
import { openFile } from './open-file.ts';
import { nameFault } from './read-basket-file.ts';
import { downloadSample } from './sample.ts';

export function BasketHead({ check, onNextFault }: { readonly check: BasketCheck | null; readonly onNextFault: () => void }) {
  const csv = useBasket((b) => b.csv);
  const asText = useBasket((b) => b.asText);
  const listId = useBasket((b) => b.listId);
  const staging = useBasket((b) => b.staging);
  const refusal = useBasket((b) => b.refusal);
  const input = useRef<HTMLInputElement>(null);
  const opener = useRef<HTMLSpanElement>(null);
  const faults = check?.rows.reduce((sum, row) => sum + row.faults.length, 0) ?? 0;
  const badName = nameFault(listId);
  return (
    <div className="basket-head">
      <span ref={opener}><Button onPress={() => input.current?.click()}>Open a file</Button></span>
      <input ref={input} type="file" hidden tabIndex={-1} aria-label="File of a basket" accept=".csv,.txt,.tsv,text/csv,text/plain,text/tab-separated-values"
        onChange={(event) => { const file = event.target.files?.[0]; if (file) void openFile(file); event.target.value = ''; }} />
      <Button tone="quiet" label="A file to start from: columns, and an order for each of a few instruments" onPress={() => void downloadSample()}>Sample</Button>
      {csv !== null && <Button tone="quiet" pressed={asText} label="The text of the file, to edit as a whole" onPress={() => showAsText(!asText)}>Text</Button>}
      {csv !== null && <Button tone="quiet" label="Put this basket away; nothing of it is kept" onPress={() => { clearBasket(); opener.current?.querySelector('button')?.focus(); }}>Close</Button>}
      <span className="basket-right">
        {faults > 0 && <Button tone="danger" keys="F8" label="Go to the next cell that is wrong" onPress={onNextFault}>{`▲ ${faults} ${faults === 1 ? 'fault' : 'faults'}`}</Button>}
        {csv !== null && (
          <>
            <label className="basket-name"><span className="muted small">Name</span>
              <input type="text" aria-invalid={badName !== null} title={badName ?? 'How the blotter finds these orders (FIX ListID)'} maxLength={32} spellCheck={false} autoComplete="off" value={listId} onChange={(event) => nameBasket(event.target.value)} />
            </label>
            <span data-basket-stage>
              <Button tone="primary" disabled={check === null || !check.ok || badName !== null || staging} label={badName ?? 'Stages every row as an order of its own. Sends nothing'} onPress={() => void stageBasket()}>
                {staging ? 'Staging' : `Stage ${ordersWord(check?.rows.length ?? 0)}`}
              </Button>
            </span>
          </>
        )}
      </span>
      {refusal !== null && <p className="basket-refusal" role="alert"><span aria-hidden="true">⊖ </span>Not staged: {refusal}</p>}
      {badName !== null && csv !== null && <p className="basket-refusal"><span aria-hidden="true">▲ </span>{badName}</p>}
    </div>
  );
}
