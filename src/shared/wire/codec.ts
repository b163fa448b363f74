/**
 * Frames of every wire are one MessagePack map with string keys and no extensions, so that any language can read them.
 * 64-bit integers are refused where they do not fit a double exactly.
 */
import { Packr, Unpackr } from 'msgpackr';
import { err, ok, type Result } from '../base/result.ts';

const packr = new Packr({ useRecords: false, variableMapSize: true, int64AsType: 'number', useTimestamp32: false } as never);
const unpackr = new Unpackr({ useRecords: false, int64AsType: 'number', mapsAsObjects: true } as never);

/** Longest frame that either side sends or reads, bytes. */
export const frameBytesMax = 8 * 1024 * 1024;

export function encodeFrame(message: object): Uint8Array {
  return packr.pack(message);
}

/** The decoded value, not yet checked by a schema; or why the bytes are no frame. Never throws. */
export function decodeFrame(bytes: Uint8Array): Result<unknown, string> {
  if (bytes.byteLength > frameBytesMax) return err(`frame of ${bytes.byteLength} bytes, longest allowed ${frameBytesMax}`);
  try {
    return ok(unpackr.unpack(bytes));
  } catch (cause) {
    return err(cause instanceof Error ? cause.message : String(cause));
  }
}
