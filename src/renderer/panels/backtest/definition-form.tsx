/** What to test: on which data, which symbols, and at how many times today's cost. */
import { useState, type FormEvent } from 'react';
import { callCore } from '../../connection/call-core.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { formatNumber, readNumber } from '../../ui/format.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { definitionOf, firstDraft, type Draft } from './definition.ts';

export function DefinitionForm({ running, onStarted }: { readonly running: boolean; readonly onStarted: (runId: string) => void }) {
  const [draft, setDraft] = useState<Draft>(firstDraft);
  const [why, setWhy] = useState<string | null>(null);
  const change = (part: Partial<Draft>): void => { setDraft({ ...draft, ...part }); setWhy(null); };
  async function start(event: FormEvent): Promise<void> {
    event.preventDefault();
    const definition = definitionOf(draft);
    if (!definition.ok) return setWhy(definition.why);
    const result = await callCore('backtest.start', definition.value);
    if (!result.ok) return setWhy(result.why);
    if (!result.value.ok) return setWhy(`Not started: ${result.value.why}`);
    setWhy(null);
    onStarted(result.value.runId);
  }
  return (
    <form className="bt-form" onSubmit={(event) => void start(event)}>
      <Segmented label="Data" segments={[{ value: 'recorded', label: 'This session' }, { value: 'tape', label: 'A tape' }]} value={draft.kind} onChange={(kind) => change({ kind })} />
      {draft.kind === 'tape' && (
        <label className="field"><span className="field-label">Tape<span className="unit">file or folder</span></span>
          <input className="bt-text" value={draft.path} spellCheck={false} autoComplete="off" onChange={(event) => change({ path: event.target.value })} /></label>
      )}
      <div className="bt-form-row">
        <label className="field"><span className="field-label">Symbols</span>
          <input className="bt-text" value={draft.symbols} placeholder="all" spellCheck={false} autoComplete="off" onChange={(event) => change({ symbols: event.target.value })} /></label>
        <Field label="Cost" unit="× today’s" value={draft.costMultiplier} format={(value) => formatNumber(value, 2)} onChange={(costMultiplier) => change({ costMultiplier })}
          read={(text) => { const value = readNumber(text); return value === null || value < 0 || value > 10 ? { ok: false, why: '0 to 10' } : { ok: true, value }; }}
          step={(value, steps) => Math.min(10, Math.max(0, Math.round((value + steps * 0.1) * 100) / 100))} />
      </div>
      <Button type="submit" tone="primary" disabled={running} onPress={() => {}}>{running ? 'Running…' : 'Run drift-linear'}</Button>
      {why !== null && <p className="bt-why" role="alert">{why}</p>}
    </form>
  );
}
