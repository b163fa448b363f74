/** The order line as the orders room sees it. Implemented by gateways/venue-gateway.ts and by stand-ins in tests. */
import type { Result } from '../../../shared/base/result.ts';
import type { OmsState } from '../../../shared/domain/connection.ts';
import type { HeaderField, ToVenue } from '../../../shared/wire/venue.ts';

type WithoutHeader<T> = T extends unknown ? Omit<T, HeaderField> : never;

/** A question for the state of an order is answered to its end. */
export interface StatusAnswer {
  readonly requestId: string;
  /** Reports that were sent for it: 0 says that the OMS does not know the order. */
  readonly reports: number;
}

/** A message before the session gives it its number and time. */
export type UnsequencedToVenue = WithoutHeader<ToVenue>;

export interface OmsGateway {
  readonly state: OmsState;
  /** 'ok' means handed to the line, not that the OMS has it. */
  send(message: UnsequencedToVenue): Result<void, string>;
  /**
   * Asks for the state of one order: an unresolved order is asked about, never sent again. The answer comes as an ExecutionReport of
   * ExecType 'orderStatus', or none, and then as a StatusAnswer.
   * @returns the id that the answer carries; null when the line did not take the question.
   */
  requestStatus(clOrdId: string): string | null;
}
