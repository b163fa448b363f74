/** How much goes into one frame: at most 200 records, and well under the longest frame that either side reads. */
import { frameBytesMax } from '../../../shared/wire/codec.ts';
import type { OutboxRecord } from '../store/reader.ts';

export const batchRecordsMax = 200;
/** Bodies are counted as JSON text, which MessagePack stays under but for strings outside ASCII (up to three times). */
const batchTextMax = frameBytesMax / 4;

/** The oldest records that go into one frame together; a record that is too long for company goes alone. */
export function takeBatch(pending: (limit: number) => readonly OutboxRecord[]): readonly OutboxRecord[] {
  const records = pending(batchRecordsMax);
  let length = 0;
  const cut = records.findIndex(({ record }, i) => {
    length += JSON.stringify(record.event.body).length;
    return i > 0 && length > batchTextMax;
  });
  return cut < 0 ? records : records.slice(0, cut);
}
