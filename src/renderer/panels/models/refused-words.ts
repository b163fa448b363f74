/** Why a model is refused in a few words, for a list; the code and what was found stand in full beside its name. Pure. */

const words: Readonly<Record<string, string>> = {
  FILE_MISSING: 'a file is missing', EXTRA_FILE: 'a file that does not belong to it', BAD_MANIFEST: 'its manifest cannot be read', UNKNOWN_PUBLISHER: 'signed by nobody whom this desk trusts',
  BAD_SIGNATURE: 'its signature does not hold', EXPIRED: 'its time is over', OLD_VERSION: 'older than what has run here', OTHER_MODEL: 'another model than its folder says', HASH_MISMATCH: 'a file was changed',
  BAD_CARD: 'its card cannot be read', BAD_EVALUATION: 'its evaluation cannot be read', CARD_INCONSISTENT: 'its card contradicts itself', FEATURE_SCHEMA_MISMATCH: 'made for other features',
  COEFFICIENTS_DIFFER: 'its card and its file differ', PROBES_FAILED: 'it does not say what it should', SAME_MODEL: 'the same file as another model', DEADLINE: 'it took too long', NO_MODEL_ID: 'no model is called so', NO_VERSION: 'no version is called so', UNREADABLE_FOLDER: 'its folder cannot be read', MEMORY: 'it took too much memory',
};

/** `Refused: made for other features`; a code that has no words here is shown with what was found. */
export function refusedWords(problem: string | null): string {
  const code = /^[A-Z_]+/.exec(problem ?? '')?.[0] ?? '';
  return `Refused: ${words[code] ?? problem ?? 'no reason given'}`;
}
