/** Reasons for a reject or a thumb, in words, with the key that gives each. */
import type { JudgementReason } from '../../shared/domain/decision.ts';

export interface ReasonChoice {
  readonly reason: JudgementReason;
  readonly key: string;
  readonly label: string;
}

export const againstReasons: readonly ReasonChoice[] = [
  { reason: 'wrong-direction', key: '1', label: 'wrong direction' },
  { reason: 'bad-timing', key: '2', label: 'bad timing' },
  { reason: 'too-large', key: '3', label: 'too large' },
  { reason: 'too-small', key: '4', label: 'too small' },
  { reason: 'news', key: '5', label: 'news' },
  { reason: 'liquidity', key: '6', label: 'liquidity' },
  { reason: 'data-looks-wrong', key: '7', label: 'data looks wrong' },
  { reason: 'feature-misleading', key: '8', label: 'a feature misleads' },
  { reason: 'already-positioned', key: '9', label: 'already positioned' },
  { reason: 'risk', key: '0', label: 'risk' },
  { reason: 'other', key: 'o', label: 'other' },
];

export const forReasons: readonly ReasonChoice[] = [
  { reason: 'good-call', key: '1', label: 'good call' },
  { reason: 'good-reasoning', key: '2', label: 'good reasoning' },
  { reason: 'other', key: 'o', label: 'other' },
];

export const reasonWord = (reason: JudgementReason): string =>
  [...againstReasons, ...forReasons].find((choice) => choice.reason === reason)?.label ?? reason;
