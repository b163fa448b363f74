/** A validator's no: takes a model's voice away at this desk, or gives it back, with what that leads to in words and a reason that is journalled. */
import { useEffect, useId, useRef, useState, type FormEvent } from 'react';
import type { ModelInfo } from '../../../shared/contract/signals.ts';
import { callCore } from '../../connection/call-core.ts';
import { notify } from '../../stores/notices.ts';
import { useSettings } from '../../stores/settings.ts';
import { Button } from '../../ui/button.tsx';
import { formatTime } from '../../ui/format.ts';
import { TextField } from '../../ui/text-field.tsx';
import { silenceWords } from './silence-words.ts';

const reasonMax = 200;
const reasonMin = 3;

export interface ModelSwitchProps {
  readonly model: ModelInfo;
  readonly isAsking: boolean;
  readonly onAsk: (isAsking: boolean) => void;
}

/** The line that says that it is off, and the question in place; nothing while it speaks and nobody asks. */
export function ModelSwitch({ model, isAsking, onAsk }: ModelSwitchProps) {
  const { switchedOff } = model;
  const zone = useSettings(({ zone: at }) => at);
  return (
    <>
      {switchedOff && (
        <p className="md-off" role="status">
          <span aria-hidden="true">⊘</span> Switched off by {switchedOff.by} <span className="figure">{formatTime(switchedOff.at, zone, 'dateTime')}</span>: {switchedOff.reason}. It is asked nothing, nor is a newer version; {silenceWords(model.card)}.
        </p>
      )}
      {isAsking && <SwitchForm model={model} onDone={() => onAsk(false)} />}
    </>
  );
}

function SwitchForm({ model, onDone }: { readonly model: ModelInfo; readonly onDone: () => void }) {
  // As it was when the question was opened: another window may turn it meanwhile, and Enter must not turn it back.
  const [on] = useState(model.switchedOff !== null);
  const [reason, setReason] = useState('');
  const [why, setWhy] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const told = useId();
  useEffect(() => {
    const before = document.activeElement;
    field.current?.focus();
    return () => { if (before instanceof HTMLElement && before.isConnected) before.focus(); };
  }, []);
  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (isSending) return;
    if (reason.trim().length < reasonMin) return setWhy('why, in a few words: it is journalled');
    setSending(true);
    const result = await callCore('signals.switchModel', { modelId: model.modelId, on, reason: reason.trim() });
    setSending(false);
    if (result.ok && result.value.ok) {
      notify('done', `${model.modelId} is switched ${on ? 'on' : 'off'}`);
      return onDone();
    }
    setWhy(result.ok ? result.value.ok ? null : result.value.why : result.why);
  }
  const words = on ? 'It is asked again from the next bar on.' : `From now on it is asked nothing, at this desk, whichever version: ${silenceWords(model.card)}. Open suggestions that it spoke to end. Backtests ask it still.`;
  return (
    <form className="md-switch" data-keys="own" aria-label={`Switch ${model.modelId} ${on ? 'on' : 'off'}`} aria-describedby={told} onSubmit={(event) => void send(event)}
      onKeyDown={(event) => { if (event.key === 'Escape') { event.preventDefault(); event.stopPropagation(); onDone(); } }}>
      <p id={told}>{words}</p>
      <TextField label="Reason" value={reason} onChange={(text) => { setReason(text); setWhy(null); }} lengthMax={reasonMax} why={why} inputRef={field} />
      <div className="md-switch-keys">
        <Button type="submit" tone={on ? 'primary' : 'danger'} disabled={isSending} onPress={() => undefined}>{on ? 'Switch on' : 'Switch off'}</Button>
        <Button tone="quiet" onPress={onDone}>Leave it</Button>
      </div>
    </form>
  );
}
