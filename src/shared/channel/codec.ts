/** Bytes of channel messages on carriers that carry bytes: MessagePack, with typed arrays as raw bytes. */
import { Packr, Unpackr } from 'msgpackr';
import { err, ok, type Result } from '../base/result.ts';
import { messageBytesMax } from './carrier.ts';

// No records: their decoder compiles code at run time, which the page's content security policy forbids.
const packr = new Packr({ useRecords: false, moreTypes: true, variableMapSize: true });
const unpackr = new Unpackr({ useRecords: false, moreTypes: true, mapsAsObjects: true, int64AsType: 'number' });

/** The bytes, or nothing when the value cannot be sent: too long, or holding what is no plain value. */
export function encodeMessage(message: unknown): Uint8Array | undefined {
  try {
    const bytes: Uint8Array = packr.pack(message);
    return bytes.byteLength <= messageBytesMax ? bytes : undefined;
  } catch {
    return undefined;
  }
}

/** The value, not yet checked; or why the bytes are no message. Never throws. */
export function decodeMessage(bytes: Uint8Array): Result<unknown, string> {
  if (bytes.byteLength > messageBytesMax) return err(`message of ${bytes.byteLength} bytes, longest allowed ${messageBytesMax}`);
  try {
    return ok(unpackr.unpack(bytes));
  } catch (cause) {
    return err(cause instanceof Error ? cause.message : String(cause));
  }
}
