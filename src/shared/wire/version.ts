/**
 * Versions of the wires. Raise the number when the meaning or the shape of a message changes, with a line of history;
 * version.test.ts compares the fingerprint of the schemas with the one stored here.
 *
 * venue 1: first version.
 * refinery 1: first version.
 */
export { venueProtocolVersion } from './venue.ts';
export { refineryProtocolVersion } from './refinery.ts';

/** Of the schemas of the two venue lines. */
export const venueFingerprint = 'd38bd6da43241c93';
/** Of the schemas of the refinery line. */
export const refineryFingerprint = '5b735be482e7db27';
