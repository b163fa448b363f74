/** The order line as the orders room sees it. Implemented by gateways/venue-gateway.ts and by stand-ins in tests. */
import type { Result } from '../../../shared/base/result.ts';
import type { OmsState } from '../../../shared/domain/connection.ts';
import type { HeaderField, ToVenue } from '../../../shared/wire/venue.ts';

type WithoutHeader<T> = T extends unknown ? Omit<T, HeaderField> : never;

/** A message before the session gives it its number and time. */
export type UnsequencedToVenue = WithoutHeader<ToVenue>;

export interface OmsGateway {
  readonly state: OmsState;
  /** 'ok' means handed to the line, not that the OMS has it. */
  send(message: UnsequencedToVenue): Result<void, string>;
  /** Asks for the state of all orders; the answers come as ExecutionReports of ExecType 'orderStatus'. */
  requestStatus(): void;
}
