/** Makes, changes and deletes presets, over the whole screen: the ticket is too narrow for it on a laptop. */
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { createPortal } from 'react-dom';
import { useQuery } from '../../connection/use-call.ts';
import { notify } from '../../stores/notices.ts';
import { Button } from '../../ui/button.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { draftOfPreset, emptyPresetDraft, presetOf, priceKinds, quantityKinds, type PresetDraft } from './presets-draft.ts';
import { dropPreset, presetNameLengthMax, presetsMax, savePreset, usePresets } from './presets.ts';

const noChoices = { accounts: [], strategies: [] } as const;
const sides = [{ value: 'keep', label: "Ticket's" }, { value: 'buy', label: '▲ Buy' }, { value: 'sell', label: '▼ Sell' }] as const;
const ordTypes = [{ value: 'limit', label: 'Limit' }, { value: 'market', label: 'Market' }] as const;
const times = [{ value: 'day', label: 'DAY' }, { value: 'ioc', label: 'IOC' }, { value: 'fok', label: 'FOK' }, { value: 'gtc', label: 'GTC' }] as const;

export function PresetEditor({ onClose }: { readonly onClose: () => void }) {
  const presets = usePresets();
  const choices = useQuery('parents.choices', {}).value ?? noChoices;
  const [draft, setDraft] = useState<PresetDraft>(emptyPresetDraft);
  const box = useRef<HTMLDivElement>(null);
  const change = (part: Partial<PresetDraft>): void => setDraft((old) => ({ ...old, ...part }));
  const preset = presetOf(draft);
  const known = presets.find((p) => p.name === draft.name.trim());
  useEffect(() => { box.current?.querySelector('input')?.focus(); }, []);

  function save(): void {
    if (!preset.ok) return;
    if (savePreset(preset.value)) notify('done', `Preset ${preset.value.name} saved; Shift and its number fills the ticket`);
    else notify('plain', `${presetsMax} presets are kept: delete one first`);
  }

  /** What it takes goes no further: neither the ticket nor the window acts on it. */
  function press(event: KeyboardEvent): void {
    if (event.key === 'Escape') { event.stopPropagation(); onClose(); }
    if (event.key !== 'Enter') return;
    event.stopPropagation();
    if (event.target instanceof HTMLInputElement) { event.preventDefault(); save(); }
  }

  return createPortal(
    <div className="overlay"><div ref={box} className="preset-editor" role="dialog" aria-modal="true" aria-label="Presets" data-keys="own" onKeyDown={press}>
      <ul className="preset-list">
        {presets.map((p, index) => (
          <li key={p.name}>
            <button type="button" className="view-name" onClick={() => setDraft(draftOfPreset(p))}><kbd aria-hidden="true">⇧{index + 1}</kbd> {p.name}</button>
            <button type="button" className="notice-close" aria-label={`Delete the preset ${p.name}`} onClick={() => dropPreset(p.name)}>×</button>
          </li>
        ))}
      </ul>
      <TextField label="Name" value={draft.name} lengthMax={presetNameLengthMax} onChange={(name) => change({ name })} />
      <div className="preset-pair">
        <Segmented label="Side of the preset" value={draft.side} segments={[...sides]} onChange={(side) => change({ side })} />
        <Segmented label="Order type of the preset" value={draft.ordType} segments={[...ordTypes]} onChange={(ordType) => change({ ordType })} />
      </div>
      {draft.ordType === 'limit' && (
        <div className="preset-pair">
          <Choice label="Limit" value={draft.priceKind} choices={priceKinds} onChange={(priceKind) => change({ priceKind })} />
          {draft.priceKind === 'behind' && <TextField label="Ticks behind" value={draft.ticks} lengthMax={4} onChange={(ticks) => change({ ticks })} />}
        </div>
      )}
      <div className="preset-pair">
        <Choice label="Quantity" value={draft.quantityKind} choices={quantityKinds} onChange={(quantityKind) => change({ quantityKind })} />
        {draft.quantityKind !== 'keep' && <TextField label={quantityKinds[draft.quantityKind]} value={draft.amount} lengthMax={16} onChange={(amount) => change({ amount })} />}
      </div>
      <Segmented label="Time in force of the preset" value={draft.timeInForce} segments={[...times]} onChange={(timeInForce) => change({ timeInForce })} />
      <div className="preset-pair">
        <SelectField label="Account" none="ticket's" value={draft.account} choices={choices.accounts} onChange={(account) => change({ account })} />
        <SelectField label="Strategy" none="ticket's" value={draft.strategy} choices={choices.strategies} onChange={(strategy) => change({ strategy })} />
        <TextField label="Volume share" unit="%" placeholder="own pace" value={draft.participation} lengthMax={5} onChange={(participation) => change({ participation })} />
      </div>
      <p className="muted small" role="status">{preset.ok ? 'A preset fills the ticket and never sends' : preset.why}</p>
      <div className="preset-foot">
        <Button tone="primary" disabled={!preset.ok} onPress={save}>{known ? 'Replace' : 'Save'}</Button>
        <Button keys="Escape" onPress={onClose}>Close</Button>
      </div>
    </div></div>,
    document.body,
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: Readonly<Record<T, string>>;
  readonly onChange: (value: T) => void;
}

function Choice<T extends string>({ label, value, choices, onChange }: ChoiceProps<T>) {
  const all = Object.entries<string>(choices) as [T, string][];
  return (
    <label className="field">
      <span className="field-label">{label}</span>
      <select className="field-select" value={value} onChange={(event) => { const next = all.find(([kind]) => kind === event.target.value); if (next) onChange(next[0]); }}>
        {all.map(([kind, words]) => <option key={kind} value={kind}>{words}</option>)}
      </select>
    </label>
  );
}
