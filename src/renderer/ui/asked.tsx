/** What the core answers to a question: nothing for 300 ms, then that it is awaited; the answer, or why there is none and another try. Keeps its room, so that nothing jumps. */
import { useEffect, useState, type ReactNode } from 'react';
import type { CallName, InputOf, OutputOf } from '../../shared/contract/contract.ts';
import type { Answer } from '../../shared/contract/signals.ts';
import { useQuery } from '../connection/use-call.ts';
import { Button } from './button.tsx';

export interface AnswerState<T, Context = undefined> {
  /** The last answer about the same subject, while a newer one is awaited. */
  readonly value: T | undefined;
  /** What was given as context when `value` was asked for: what stands beside an older answer must be of the same time. Undefined where there is no value. */
  readonly of: Context | undefined;
  /** Whether `value` answers the question as it now stands. */
  readonly isCurrent: boolean;
  readonly problem: string | undefined;
  /** Asks anew. */
  readonly again: () => void;
}

/** Queries that are answered with a value or with why there is none. */
type Answered = { readonly [K in CallName]: OutputOf<K> extends Answer<unknown> ? K : never }[CallName];
type ValueOf<K extends CallName> = OutputOf<K> extends Answer<infer T> ? T : never;

/**
 * Asks; `subject` names what the answers are about: an older one of the same subject stays until the newer comes, with the
 * `context` that it was asked in (the signal whose features are drawn beside it).
 */
export function useAnswer<K extends Answered>(name: K, input: InputOf<K> | null, subject: string): AnswerState<ValueOf<K>>;
export function useAnswer<K extends Answered, Context>(name: K, input: InputOf<K> | null, subject: string, context: Context): AnswerState<ValueOf<K>, Context>;
export function useAnswer<K extends Answered, Context>(name: K, input: InputOf<K> | null, subject: string, context?: Context): AnswerState<ValueOf<K>, Context> {
  const { value: told, why, again } = useQuery(name, input);
  const answer = told as Answer<ValueOf<K>> | undefined;
  const [kept, setKept] = useState<{ readonly subject: string; readonly value: ValueOf<K>; readonly of: Context | undefined } | null>(null);
  const fresh = answer?.value ?? undefined;
  if (fresh !== undefined && (kept?.value !== fresh || kept.subject !== subject)) setKept({ subject, value: fresh, of: context });
  const problem = why ?? answer?.problem ?? undefined;
  const older = kept?.subject === subject && problem === undefined ? kept : undefined;
  return { value: fresh ?? older?.value, of: fresh === undefined ? older?.of : context, isCurrent: fresh !== undefined, problem, again };
}

export interface AskedProps<T> {
  readonly answer: Omit<AnswerState<T, unknown>, 'of'>;
  /** What is awaited, in words: 'what would flip it'. */
  readonly what: string;
  /** Room in lines of small text that is kept while there is no answer. */
  readonly lines: number;
  readonly children: (value: T) => ReactNode;
}

export function Asked<T>({ answer, what, lines, children }: AskedProps<T>) {
  const { value, problem, again } = answer;
  if (value !== undefined) return <div className={answer.isCurrent ? 'asked' : 'asked is-older'} aria-busy={!answer.isCurrent}>{children(value)}</div>;
  return <div className="asked" style={{ minHeight: `${lines * 16}px` }}>{problem === undefined ? <Awaiting what={what} /> : <NoAnswer what={`No answer to ${what}`} problem={problem} onAgain={again} />}</div>;
}

/** Why a question has no answer, and another try. */
export const NoAnswer = ({ what, problem, onAgain }: { readonly what: string; readonly problem: string; readonly onAgain: () => void }) => (
  <p className="asked-problem" role="alert"><span aria-hidden="true">⊘</span> {what}: {problem} <Button label={`Ask again: ${what}`} onPress={onAgain}>Ask again</Button></p>
);

const quietMs = 300;

/** Says nothing at first: most answers are there before anybody could read that they are awaited. */
export function Awaiting({ what }: { readonly what: string }) {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), quietMs);
    return () => clearTimeout(timer);
  }, []);
  return isLong ? <p className="faint small">Asking the models: {what}</p> : null;
}

/** The value once it has stood still for a moment, so that dragging or typing does not ask at every step. */
export function useSettled<T>(value: T, settleMs: number): T {
  const [settled, setSettled] = useState(value);
  const key = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(key) as T), settleMs);
    return () => clearTimeout(timer);
  }, [key, settleMs]);
  return settled;
}
