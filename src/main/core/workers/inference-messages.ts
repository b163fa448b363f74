/** What the core and its inference process say to each other. Structured-cloneable values only. */

export type ToInference =
  | { readonly type: 'load'; readonly modelHash: string; readonly bytes: Uint8Array; readonly inputName: string; readonly outputName: string; readonly width: number }
  /** `features` is row-major, rows x width. */
  | { readonly type: 'score'; readonly requestId: number; readonly modelHash: string; readonly rows: number; readonly features: Float32Array };

export type FromInference =
  /** Sent once, when messages are listened for. */
  | { readonly type: 'ready' }
  /** `problem` is null when the session stands. */
  | { readonly type: 'loaded'; readonly modelHash: string; readonly problem: string | null }
  | { readonly type: 'scores'; readonly requestId: number; readonly scores: Float32Array }
  | { readonly type: 'failed'; readonly requestId: number; readonly problem: string };
