/** What an inference process may take: time, memory, waiting requests. Every limit of it stands here. */

export interface InferenceOptions {
  /** Longest wait for scores, milliseconds. */
  readonly deadlineMs: number;
  /** Longest wait for a new process to listen, milliseconds. */
  readonly startDeadlineMs: number;
  /** Longest wait for a session of one model, milliseconds. Its probes are held to `deadlineMs`. */
  readonly loadDeadlineMs: number;
  /** Longest wait for the answer to a question of the screen, milliseconds. */
  readonly askDeadlineMs: number;
  /** Requests under way above which new ones are refused. */
  readonly requestsMax: number;
  /** Questions of the screen under way above which new ones are refused. */
  readonly questionsMax: number;
  /** Resident memory above which a process is killed, bytes. Looked at from outside, so that a process which hangs is weighed too. */
  readonly residentBytesMax: number;
  /** Between two looks at it while something is under way, milliseconds. */
  readonly residentPeriodMs: number;
}

/** Seven models take some 150 MB; the largest tables of explanations some 140 MB more (docs/PERFORMANCE.md, P6). */
export const inferenceDefaults: InferenceOptions = {
  deadlineMs: 2_000, startDeadlineMs: 15_000, loadDeadlineMs: 5_000, askDeadlineMs: 5_000, requestsMax: 256, questionsMax: 32, residentBytesMax: 1_000_000_000, residentPeriodMs: 100,
};

/** Pause before a process is started in the place of one that did not start, or that was lost soon after the last; doubles up to the limit, milliseconds. */
export const restartPauseMs = { first: 100, max: 10_000 } as const;
/** A process that was lost sooner than this after it stood was lost soon, milliseconds. */
export const steadyAfterMs = 30_000;
/** Starts in a row that may fail before models that wait to be loaded are given up. */
export const failedStartsMax = 3;
