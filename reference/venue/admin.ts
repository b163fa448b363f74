/** Doings of the market's own staff, for tests: trades taken back or corrected, orders restated. Only with --admin-port. */
import { Reply } from 'zeromq';
import { z } from 'zod';
import { disposable, type Disposable } from '../../src/shared/base/disposable.ts';
import { err, type Result } from '../../src/shared/base/result.ts';
import { priceTicksShape, quantityLotsShape } from '../../src/shared/domain/shapes.ts';
import type { Oms } from './oms.ts';

const commandSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('bust'), execId: z.string() }),
  z.object({ do: z.literal('correct'), execId: z.string(), price: priceTicksShape, quantity: quantityLotsShape }),
  z.object({ do: z.literal('restate'), orderId: z.string(), orderQty: quantityLotsShape, text: z.string().max(512) }),
]);
export type AdminCommand = z.infer<typeof commandSchema>;

/** Does what a JSON command says; the error says why not. */
export function runCommand(oms: Oms, text: string): Result<void, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err('not JSON');
  }
  const parsed = commandSchema.safeParse(value);
  if (!parsed.success) return err(parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; '));
  const command = parsed.data;
  switch (command.do) {
    case 'bust': return oms.correctTrade(command.execId, null);
    case 'correct': return oms.correctTrade(command.execId, command);
    case 'restate': return oms.restate(command.orderId, command.orderQty, command.text);
  }
}

/** A REP socket on this machine: one JSON command a message, answered by {"ok":true} or {"ok":false,"error":...}. */
export async function openAdmin(port: number, oms: Oms): Promise<Disposable & { readonly endpoint: string }> {
  const socket = new Reply({ linger: 0, maxMessageSize: 65_536 });
  await socket.bind(`tcp://127.0.0.1:${port === 0 ? '*' : port}`);
  void (async () => {
    for await (const [message] of socket) await socket.send(JSON.stringify(runCommand(oms, message?.toString() ?? '')));
  })();
  return { endpoint: socket.lastEndpoint ?? '', ...disposable(() => socket.close()) };
}
