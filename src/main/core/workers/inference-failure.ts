/** Why the inference process gave no answer. */

export type InferenceFailure =
  | { readonly code: 'DEADLINE'; readonly deadlineMs: number }
  /** It held more memory than it may; it has been killed. */
  | { readonly code: 'MEMORY'; readonly residentBytes: number; readonly residentBytesMax: number }
  | { readonly code: 'PROCESS_ENDED'; readonly exitCode: number | null }
  | { readonly code: 'QUEUE_FULL'; readonly waiting: number }
  | { readonly code: 'RUN_FAILED'; readonly problem: string }
  | { readonly code: 'LOAD_FAILED'; readonly problem: string }
  | { readonly code: 'PROBES_FAILED'; readonly problem: string }
  /** The version was to be used until a time that has passed. */
  | { readonly code: 'EXPIRED'; readonly problem: string }
  /** A person has taken its voice away at this desk. */
  | { readonly code: 'SWITCHED_OFF'; readonly problem: string }
  | { readonly code: 'CLOSED' };

/** In words, for the screen. */
export function failureWords(failure: InferenceFailure): string {
  switch (failure.code) {
    case 'DEADLINE': return `no answer within ${failure.deadlineMs / 1000} s; the process that was asked has been replaced`;
    case 'MEMORY': return `the process that was asked held ${megabytes(failure.residentBytes)} MB, limit ${megabytes(failure.residentBytesMax)}; it has been replaced`;
    case 'PROCESS_ENDED': return 'the process that was asked has ended; it is being replaced, ask again';
    case 'QUEUE_FULL': return `${failure.waiting} questions are waiting already`;
    case 'CLOSED': return 'the workstation is closing, or its models are not running';
    case 'RUN_FAILED': case 'LOAD_FAILED': case 'PROBES_FAILED': case 'EXPIRED': case 'SWITCHED_OFF': return failure.problem;
  }
}

/** With its code, as a refused model is journalled. */
export const refusalWords = (failure: InferenceFailure): string => {
  switch (failure.code) {
    case 'DEADLINE': return `DEADLINE: its session was not there, or its probes not answered, within ${failure.deadlineMs / 1000} s; the process was killed`;
    case 'MEMORY': return `MEMORY: the process held ${megabytes(failure.residentBytes)} MB while it was loaded, limit ${megabytes(failure.residentBytesMax)}; it was killed`;
    case 'PROCESS_ENDED': return `PROCESS_ENDED: the process ended while it was loaded, ${failure.exitCode === null ? 'by a signal' : `with code ${failure.exitCode}`}`;
    default: return `${failure.code}: ${failureWords(failure)}`;
  }
};

const megabytes = (bytes: number): string => String(Math.round(bytes / 1e6));
