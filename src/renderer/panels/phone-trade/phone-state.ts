/** What is known of a phone trade beside its order: when it was dealt and with whom, and what the OMS has said. Pure. */
import type { JournalRecord } from '../../../shared/domain/journal-event.ts';
import type { EpochMicros } from '../../../shared/domain/numbers.ts';
import type { ChipTone } from '../../ui/chip.tsx';

export interface PhoneState {
  readonly dealtAt: EpochMicros | null;
  readonly recordedAt: EpochMicros | null;
  readonly recordedBy: string | null;
  readonly counterparty: string | null;
  readonly note: string | null;
  readonly canceledAt: EpochMicros | null;
  readonly canceledBy: string | null;
  /** What was told last to the OMS, and its answer. */
  readonly oms: 'untold' | 'booked' | 'refused' | 'cancelUntold' | 'cancelBooked' | 'cancelRefused';
  /** Its words. */
  readonly text: string | null;
}

const unknown: PhoneState = { dealtAt: null, recordedAt: null, recordedBy: null, counterparty: null, note: null, canceledAt: null, canceledBy: null, oms: 'untold', text: null };

export function phoneStateOf(records: readonly JournalRecord[]): PhoneState {
  return records.reduce<PhoneState>((state, { at, event }) => {
    switch (event.type) {
      case 'PhoneTradeRecorded': {
        const { fill, counterparty, note, userId } = event.body;
        return { ...state, dealtAt: fill.transactTime, recordedAt: at, recordedBy: userId, counterparty, note };
      }
      case 'PhoneTradeCanceled': return { ...state, canceledAt: at, canceledBy: event.body.userId, oms: 'cancelUntold', text: null };
      case 'PhoneTradeAnswered': {
        const { transType, accepted, text } = event.body;
        // The answer to the trade can come after it was taken back: it does not answer that.
        if (transType === 'new') return state.canceledAt === null ? { ...state, oms: accepted ? 'booked' : 'refused', text } : state;
        return { ...state, oms: accepted ? 'cancelBooked' : 'cancelRefused', text };
      }
      default: return state;
    }
  }, unknown);
}

/** Whether the OMS still owes an answer. */
export const isAwaiting = ({ oms }: PhoneState): boolean => oms === 'untold' || oms === 'cancelUntold';

/** Under the heading OMS: what it has said. */
export const omsLooks: Readonly<Record<PhoneState['oms'], { readonly word: string; readonly shape: string; readonly tone: ChipTone }>> = {
  untold: { word: 'not acknowledged', shape: '◔', tone: 'muted' },
  booked: { word: 'booked', shape: '✓', tone: 'plain' },
  refused: { word: 'refused', shape: '✕', tone: 'danger' },
  cancelUntold: { word: 'take-back not acknowledged', shape: '◔', tone: 'muted' },
  cancelBooked: { word: 'taken back', shape: '⊗', tone: 'muted' },
  cancelRefused: { word: 'take-back refused', shape: '✕', tone: 'danger' },
};
