/** The desk's words, shapes and tones for what an order is and who set it: the same in every panel. */
import type { Order, OrdStatus, OrdType, ParameterSource, Side, TimeInForce } from '../../shared/domain/order.ts';
import type { Instrument } from '../../shared/domain/instrument.ts';
import type { ChipTone } from '../ui/chip.tsx';
import type { NoticeTone } from '../ui/notice.tsx';
import { denialWords } from './denial-words.ts';

export interface StatusLook {
  readonly word: string;
  /** Told apart without colour. */
  readonly shape: string;
  readonly tone: ChipTone;
  readonly notice: NoticeTone;
}

export const statusLooks: Readonly<Record<OrdStatus, StatusLook>> = {
  denied: { word: 'denied', shape: '⊖', tone: 'warn', notice: 'denied' },
  pendingNew: { word: 'pending new', shape: '◔', tone: 'muted', notice: 'waiting' },
  new: { word: 'working', shape: '○', tone: 'plain', notice: 'waiting' },
  partiallyFilled: { word: 'partial', shape: '◐', tone: 'plain', notice: 'waiting' },
  pendingCancel: { word: 'pending cancel', shape: '◔', tone: 'muted', notice: 'waiting' },
  pendingReplace: { word: 'pending replace', shape: '◔', tone: 'muted', notice: 'waiting' },
  unresolved: { word: 'unresolved', shape: '?', tone: 'unresolved', notice: 'unresolved' },
  filled: { word: 'filled', shape: '●', tone: 'plain', notice: 'done' },
  canceled: { word: 'canceled', shape: '⊗', tone: 'muted', notice: 'plain' },
  rejected: { word: 'rejected', shape: '✕', tone: 'danger', notice: 'rejected' },
  expired: { word: 'expired', shape: '◌', tone: 'muted', notice: 'plain' },
};

export const sideWord: Readonly<Record<Side, string>> = { buy: 'Buy', sell: 'Sell' };
export const sideArrow: Readonly<Record<Side, string>> = { buy: '▲', sell: '▼' };
export const sideTone = (side: Side): 'up' | 'down' => (side === 'buy' ? 'up' : 'down');

export const ordTypeWord: Readonly<Record<OrdType, string>> = { limit: 'Limit', market: 'Market' };
export const timeInForceWord: Readonly<Record<TimeInForce, string>> = { day: 'DAY', ioc: 'IOC', fok: 'FOK', gtc: 'GTC' };
export const sourceLetter: Readonly<Record<ParameterSource, string>> = { trader: 'T', model: 'M', policy: 'P' };

/** Why an order is where it is: our control's words, in the desk's units where the instrument is given, or the OMS's. */
export const orderReason = (order: Order, instrument?: Instrument): string | null => (order.denial ? denialWords(order.denial, instrument) : order.text);

/** Statuses from which a cancel can still be asked for, as the lifecycle table allows. */
export const canCancel = (status: OrdStatus): boolean =>
  status === 'pendingNew' || status === 'new' || status === 'partiallyFilled' || status === 'pendingReplace' || status === 'unresolved';
export const canReplace = (status: OrdStatus): boolean => status === 'new' || status === 'partiallyFilled';

/** Enough of an id to tell it by on a line of text; the blotter and the history hold it whole. */
export const shortId = (id: string): string => (id.length <= 14 ? id : `${id.slice(0, 8)}…`);
