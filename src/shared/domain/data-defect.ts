/** Something wrong or odd in data that came in, named with its place. Nothing is repaired or skipped silently. */

export type DefectCode =
  | 'not-a-number' | 'off-tick' | 'missing-field' | 'bad-time' | 'time-not-increasing' | 'duplicate-row'
  | 'high-below-low' | 'open-outside-range' | 'close-outside-range' | 'non-positive-price' | 'negative-volume'
  | 'crossed' | 'locked' | 'gap' | 'price-jump' | 'flat-bar' | 'zero-volume' | 'no-range' | 'unreadable-file' | 'off-session'
  | 'clock-skew' | 'corporate-action' | 'stale-open' | 'placeholder-spread' | 'sources-disagree';

export interface DataDefect {
  readonly code: DefectCode;
  /** 'quarantined': the row was kept out; 'repaired': put right by a named rule; 'warned': used as it is. */
  readonly action: 'quarantined' | 'repaired' | 'warned';
  /** File and line, or feed and sequence number. */
  readonly where: string;
  readonly symbol: string | null;
  /** What was found, with its numbers. */
  readonly detail: string;
  /** How many rows the same finding stands for, when many are reported as one. */
  readonly count: number;
}
