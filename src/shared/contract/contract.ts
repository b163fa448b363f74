/** Everything that core and screen may say to each other. */
import { alertsContract } from './alerts.ts';
import { backtestContract } from './backtest.ts';
import { connectionsContract } from './connections.ts';
import { decisionsContract } from './decisions.ts';
import type { CommandSpec, QuerySpec, StreamSpec } from './kinds.ts';
import { marketDataContract } from './market-data.ts';
import { ordersContract } from './orders.ts';
import { parentsContract } from './parents.ts';
import { portfolioContract } from './portfolio.ts';
import { reportsContract } from './reports.ts';
import { riskContract } from './risk.ts';
import { signalsContract } from './signals.ts';
import { syncContract } from './sync.ts';

export const contract = {
  ...marketDataContract,
  ...signalsContract,
  ...ordersContract,
  ...parentsContract,
  ...decisionsContract,
  ...portfolioContract,
  ...riskContract,
  ...connectionsContract,
  ...syncContract,
  ...backtestContract,
  ...reportsContract,
  ...alertsContract,
};

export type Contract = typeof contract;
export type ContractName = keyof Contract;

/** Commands and queries: one input, one output. */
export type CallName = { [K in ContractName]: Contract[K] extends StreamSpec<infer _P, infer _S, infer _D> ? never : K }[ContractName];
export type StreamName = Exclude<ContractName, CallName>;

export type InputOf<K extends CallName> =
  Contract[K] extends CommandSpec<infer I, infer _O> ? I : Contract[K] extends QuerySpec<infer I, infer _O> ? I : never;
export type OutputOf<K extends CallName> =
  Contract[K] extends CommandSpec<infer _I, infer O> ? O : Contract[K] extends QuerySpec<infer _I, infer O> ? O : never;
export type ParamsOf<K extends StreamName> = Contract[K] extends StreamSpec<infer P, infer _S, infer _D> ? P : never;
export type SnapshotOf<K extends StreamName> = Contract[K] extends StreamSpec<infer _P, infer S, infer _D> ? S : never;
export type DeltaOf<K extends StreamName> = Contract[K] extends StreamSpec<infer _P, infer _S, infer D> ? D : never;
