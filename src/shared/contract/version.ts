/**
 * Version of the contract between core and screen. Raise it when a name, an input or the meaning of an output changes,
 * with a line of history; version.test.ts compares the fingerprint of names and input schemas with the one stored here.
 *
 * 1: first version.
 */
export const contractVersion = 1;

/** Of names, kinds and input schemas. */
export const contractFingerprint = '79cae1107a985225';
