/** Why an artefact is not taken. */
import type { GraphRefusalCode } from '../../../shared/onnx/graph-refusal.ts';

export type RefusalCode =
  | GraphRefusalCode // what is wrong with model.onnx
  | 'FILE_MISSING'
  | 'EXTRA_FILE' //        a file that the artefact does not name, a link, a folder
  | 'BAD_MANIFEST' //      not JSON, not a manifest, or not written the one way
  | 'UNKNOWN_PUBLISHER' // signed with a key that is not trusted
  | 'BAD_SIGNATURE'
  | 'EXPIRED'
  | 'OLD_VERSION' //       older than the newest that was ever active
  | 'OTHER_MODEL' //       not the model or version that was asked for
  | 'HASH_MISMATCH'
  | 'BAD_CARD'
  | 'BAD_EVALUATION'
  | 'CARD_INCONSISTENT'
  | 'FEATURE_SCHEMA_MISMATCH'
  | 'COEFFICIENTS_DIFFER'
  | 'PROBES_FAILED';

export interface ModelRefusal {
  readonly code: RefusalCode;
  /** What was found, with its numbers. */
  readonly detail: string;
  /** Who had signed it, and until when it was to be used, where that is not what is wrong. */
  readonly signed?: { readonly publisher: string; readonly expiresAt: string };
}
