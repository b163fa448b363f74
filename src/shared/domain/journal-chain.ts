/** The text that a journal record's hash is taken over, for the store that writes it and the refinery that witnesses it. */

/** What the first record is chained to. */
export const genesisHash = '0'.repeat(64);

export interface ChainInput {
  readonly seq: number;
  /** Microseconds since 1970. */
  readonly at: number;
  readonly type: string;
  /** Canonical JSON. */
  readonly body: string;
}

/** Previous hash, seq, at, type and canonical body, joined by line feeds (none of the first four can hold one). */
export const chainText = (previousHash: string, { seq, at, type, body }: ChainInput): string =>
  `${previousHash}\n${seq}\n${at}\n${type}\n${body}`;
