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

const anotherVersion = 'or name another version under models.versions';
const ways: Readonly<Record<string, string>> = {
  OLD_VERSION: 'To go back to it, say "modelTrust": { "rollbackAllowed": true } in settings.json of the profile; else leave it to the newer version',
  EXPIRED: `Publish it anew with a later day under another version number, ${anotherVersion}`,
  UNKNOWN_PUBLISHER: 'Add the publisher\'s key to modelTrust.publishers in settings.json of the profile (npm run keys -- --publisher NAME --dir DIR prints the line), if you trust it',
  EXTRA_FILE: 'Take that file out of its folder',
  NO_VERSION: 'Publish the model under a version called as 1.0.0, or take the folder away',
  SAME_MODEL: 'Take one of the two away',
};

/** What a person can do about it, a sentence without its full stop. */
export function wayOnWords(problem: string | null): string {
  const code = /^[A-Z_]+/.exec(problem ?? '')?.[0] ?? '';
  return ways[code] ?? `Put a whole artefact, signed by a publisher whom this desk trusts and made for these features, into its folder (npm run publish), ${anotherVersion}`;
}
