/** The presets over the ticket, and over the form of a route: each fills it by one key, and sends nothing. */
import { useEffect, useRef } from 'react';
import type { Instrument } from '../../../shared/domain/instrument.ts';
import type { Side } from '../../../shared/domain/order.ts';
import type { Quote } from '../../../shared/domain/quote.ts';
import type { TicketSubject } from '../../stores/asks.ts';
import { notify } from '../../stores/notices.ts';
import { changeStageTerms } from '../../stores/stage-terms.ts';
import { Button } from '../../ui/button.tsx';
import { applyPreset, type PresetTerms } from './presets-apply.ts';
import { editPresets, presetTaken, usePresetCall } from './presets-call.ts';
import { PresetEditor } from './presets-editor.tsx';
import { presetWords } from './presets-words.ts';
import { usePresets, type TicketPreset } from './presets.ts';
import './presets.css';

export interface PresetLineProps {
  /** What it fills: the ticket as it stands, or the form of a route, whose side is its parent's. */
  readonly subject: TicketSubject['kind'] | 'route';
  readonly instrument: Instrument | undefined;
  readonly quote: Quote | null;
  readonly side: Side;
  readonly onApply: (terms: PresetTerms) => void;
}

export function PresetLine({ subject, instrument, quote, side, onApply }: PresetLineProps) {
  const presets = usePresets();
  const call = usePresetCall();
  const box = useRef<HTMLDivElement>(null);
  const isOff = subject === 'replace';
  const isRoute = subject === 'route';

  function apply(preset: TicketPreset): void {
    if (isOff) return;
    if (!instrument) return notify('plain', `Preset ${preset.name} needs an instrument in the ticket`);
    if (subject !== 'own' && preset.side !== null && preset.side !== side) return notify('plain', `Preset ${preset.name} is to ${preset.side}, ${isRoute ? 'the parent' : 'the suggestion'} to ${side}: nothing was changed`);
    const { terms, missing } = applyPreset(preset, instrument, quote, side);
    onApply(terms);
    if (!isRoute) belong(terms);
    const left = [...missing, ...(!isRoute && preset.participation !== null ? ['its share of the volume is for a route: stage it, and press the same key in the route'] : [])];
    notify(missing.length > 0 ? 'plain' : 'done', `Preset ${preset.name} in the ${isRoute ? 'route' : 'ticket'}, nothing sent${left.length > 0 ? `; left to you: ${left.join('; ')}` : ''}`);
  }

  const latest = useRef({ apply, presets });
  useEffect(() => { latest.current = { apply, presets }; });
  useEffect(() => {
    if (call.preset === null || isRoute) return;
    presetTaken();
    latest.current.apply(call.preset);
  }, [call.calls, call.preset, isRoute]);

  useEffect(() => {
    // In a field of the ticket the window's keys do not act: there the form listens itself.
    const form = box.current?.closest('form');
    const press = (event: KeyboardEvent): void => {
      const preset = pressedPreset(event, latest.current.presets);
      if (!preset) return;
      event.preventDefault();
      event.stopPropagation();
      latest.current.apply(preset);
    };
    form?.addEventListener('keydown', press);
    return () => form?.removeEventListener('keydown', press);
  }, []);

  return (
    <div ref={box} className="presets" role="group" aria-label="Presets" hidden={presets.length === 0}>
      {presets.map((preset, index) => (
        <button key={preset.name} type="button" className="preset" disabled={isOff} title={`${presetWords(preset)} (Shift+${index + 1}); fills the ${isRoute ? 'route' : 'ticket'}, sends nothing`} aria-keyshortcuts={`Shift+${index + 1}`} onClick={() => apply(preset)}>
          <kbd aria-hidden="true">⇧{index + 1}</kbd>{preset.name}
        </button>
      ))}
    </div>
  );
}

/** In the header of the ticket: opens the editor of its presets. */
export function PresetButton() {
  const { editing } = usePresetCall();
  const box = useRef<HTMLSpanElement>(null);
  return (
    <span ref={box}>
      <Button tone="quiet" pressed={editing} label="Make, change or delete presets of the ticket" onPress={() => editPresets(!editing)}>Presets</Button>
      {editing && <PresetEditor onClose={() => { editPresets(false); box.current?.querySelector('button')?.focus(); }} />}
    </span>
  );
}

/** Account and strategy are of what is staged; an order sent straight from the ticket has none. */
function belong({ account, strategy }: PresetTerms): void {
  changeStageTerms({ ...(account === undefined ? {} : { account }), ...(strategy === undefined ? {} : { strategy }) });
}

/** Shift and a number key, where that does not write a digit (as it does on some keyboards). */
function pressedPreset(event: KeyboardEvent, presets: readonly TicketPreset[]): TicketPreset | undefined {
  if (!event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || event.repeat || /^\d$/.test(event.key)) return undefined;
  if (event.target instanceof HTMLElement && event.target.closest('[role="dialog"]')) return undefined;
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
  return digit === undefined ? undefined : presets[Number.parseInt(digit, 10) - 1];
}
