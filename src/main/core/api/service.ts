/** The core's edge towards a page: looks up the name, parses the input by its schema, once, and hands it to its room. */
import type { Clock } from '../../../shared/base/clock.ts';
import { ChannelError } from '../../../shared/channel/errors.ts';
import type { Service } from '../../../shared/channel/server.ts';
import { contract, type ContractName } from '../../../shared/contract/contract.ts';
import type { Caller, CallHandlers, StreamHandlers } from './handlers.ts';

type AnyCall = (input: unknown, caller: Caller) => Promise<unknown>;
type AnyStream = (params: unknown, sink: { snapshot(v: unknown): void; delta(v: unknown): void }, caller: Caller) => ReturnType<Service['open']>;

export function createService(clock: Clock, calls: CallHandlers, streams: StreamHandlers): Service<Caller> {
  const asOf = (): number => clock.nowMicros();
  return {
    async call(name, input, caller) {
      const spec = specOf(name);
      if (spec.kind === 'stream') throw new ChannelError('UNKNOWN_NAME', `${name} is a stream: subscribe to it`);
      const handler = (calls as unknown as Record<string, AnyCall>)[name];
      if (!handler) throw new ChannelError('UNKNOWN_NAME', `nothing answers ${name}`);
      return handler(parse(spec.input, input, name), caller);
    },
    open(name, params, sink, caller) {
      const spec = specOf(name);
      const handler = (streams as unknown as Record<string, AnyStream>)[name];
      if (spec.kind !== 'stream' || !handler) throw new ChannelError('UNKNOWN_NAME', `${name} is no stream`);
      return handler(parse(spec.params, params, name), {
        snapshot: (value) => sink.snapshot(value, asOf()),
        delta: (value) => sink.delta(value, asOf()),
      }, caller);
    },
  };
}

function specOf(name: string): (typeof contract)[ContractName] {
  if (!Object.hasOwn(contract, name)) throw new ChannelError('UNKNOWN_NAME', `nothing is called ${name.slice(0, 64)}`);
  return contract[name as ContractName];
}

interface Parser {
  safeParse(value: unknown): { success: true; data: unknown } | { success: false; error: { issues: readonly { path: PropertyKey[]; message: string }[] } };
}

function parse(schema: Parser, value: unknown, name: string): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ChannelError('INVALID_INPUT', `${name}: ${issue?.path.map(String).join('.') || 'input'} ${issue?.message ?? ''}`);
}
