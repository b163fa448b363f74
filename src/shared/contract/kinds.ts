/**
 * The three kinds of thing that a screen may say to the core. A **command** may change the world, is journalled and
 * goes through one queue. A **query** changes nothing. A **stream** is a snapshot, then gap-free deltas.
 * Inputs are parsed by their schema at the core's edge. Outputs are domain types: core and screen ship together, and
 * the version in version.ts refuses a mismatch, so they are described once, in TypeScript
 * (docs/decisions/0002-contract-outputs.md).
 */
import type { z } from 'zod';

export interface CommandSpec<Input, Output> {
  readonly kind: 'command';
  readonly input: z.ZodType<Input>;
  readonly output?: Output;
}

export interface QuerySpec<Input, Output> {
  readonly kind: 'query';
  readonly input: z.ZodType<Input>;
  readonly output?: Output;
}

export interface StreamSpec<Params, Snapshot, Delta> {
  readonly kind: 'stream';
  readonly params: z.ZodType<Params>;
  readonly snapshot?: Snapshot;
  readonly delta?: Delta;
}

export const command = <Output>() => <Input>(input: z.ZodType<Input>): CommandSpec<Input, Output> => ({ kind: 'command', input });
export const query = <Output>() => <Input>(input: z.ZodType<Input>): QuerySpec<Input, Output> => ({ kind: 'query', input });
export const stream = <Snapshot, Delta>() => <Params>(params: z.ZodType<Params>): StreamSpec<Params, Snapshot, Delta> => ({ kind: 'stream', params });
