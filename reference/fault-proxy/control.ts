/** Commands that the fault proxy takes on standard input, one JSON object a line. */
import { z } from 'zod';
import { err, ok, type Result } from '../../src/shared/base/result.ts';

const id = { id: z.number().int().optional() };
const lineShape = z.enum(['orders', 'marketData', 'both']);

export const controlSchema = z.discriminatedUnion('cmd', [
  z.strictObject({ ...id, cmd: z.literal('faults'), on: z.boolean() }),
  /** Closes the line's connections and takes no new one until `heal`. */
  z.strictObject({ ...id, cmd: z.literal('cut'), line: lineShape }),
  /** Stops forwarding without closing anything; without `forMs` until `heal`. */
  z.strictObject({ ...id, cmd: z.literal('halfOpen'), line: z.enum(['orders', 'marketData']), direction: z.enum(['toVenue', 'toCore', 'both']).default('both'), forMs: z.number().positive().optional() }),
  /** Once, at the core's next message of this type: forwards or swallows it, and lets no answer through. */
  z.strictObject({ ...id, cmd: z.literal('after'), msgType: z.string(), frame: z.enum(['forward', 'swallow']), do: z.enum(['cut', 'halfOpen']), forMs: z.number().positive().optional() }),
  z.strictObject({ ...id, cmd: z.literal('heal') }),
  /** Puts these bytes on the line as they are. */
  z.strictObject({ ...id, cmd: z.literal('inject'), line: z.enum(['orders', 'marketData']), direction: z.enum(['toVenue', 'toCore']), hex: z.string().regex(/^([0-9a-f]{2})*$/) }),
  z.strictObject({ ...id, cmd: z.literal('stats') }),
]);
export type Control = z.infer<typeof controlSchema>;

/** The command, or why it is none. */
export function parseControl(text: string): Result<Control, string> {
  try {
    const parsed = controlSchema.safeParse(JSON.parse(text));
    return parsed.success ? ok(parsed.data) : err(parsed.error.issues.map((i) => `${i.path.join('.')} ${i.message}`).join('; '));
  } catch (cause) {
    return err(cause instanceof Error ? cause.message : String(cause));
  }
}
