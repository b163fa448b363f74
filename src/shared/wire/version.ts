/**
 * Versions of the wires. Raise the number when the meaning or the shape of a message changes, with a line of history;
 * version.test.ts compares the fingerprint of the schemas with the one stored here.
 *
 * venue 1: first version.
 * venue 2: sessions outlive connections: nextExpectedMsgSeqNum, resetSeqNumFlag and epoch in Logons, ResendRequest, SequenceReset, possDup; mass cancel, single status, trades taken back and corrected, restated orders.
 * refinery 1: first version.
 */
export { venueProtocolVersion } from './venue.ts';
export { refineryProtocolVersion } from './refinery.ts';

/** Of the schemas of the two venue lines. */
export const venueFingerprint = '5e970f618b428daf';
/** Of the schemas of the refinery line. */
export const refineryFingerprint = '033a3325a181e065';
