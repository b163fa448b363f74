/** What the core and its inference process say to each other. Structured-cloneable values only. */
import type { Answers, Question } from '../explain/questions.ts';

export type ToInference =
  /** `background`: rows that stand for 'not known' in explanations. */
  | { readonly type: 'load'; readonly modelHash: string; readonly bytes: Uint8Array; readonly background: readonly Float32Array[] }
  /** `features` is row-major, rows x width. */
  | { readonly type: 'score'; readonly requestId: number; readonly modelHash: string; readonly rows: number; readonly features: Float32Array }
  | { readonly type: 'ask'; readonly requestId: number; readonly modelHash: string; readonly question: Question };

export type FromInference =
  /** Sent once, when messages are listened for. */
  | { readonly type: 'ready' }
  /** `problem` is null when the session stands. */
  | { readonly type: 'loaded'; readonly modelHash: string; readonly problem: string | null }
  /** Rows x heads. */
  | { readonly type: 'scores'; readonly requestId: number; readonly scores: Float32Array }
  | { readonly type: 'answer'; readonly requestId: number; readonly answer: Answers[keyof Answers] }
  | { readonly type: 'failed'; readonly requestId: number; readonly problem: string };
