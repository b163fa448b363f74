/** A carrier over a WebSocket, one MessagePack message a binary frame. Serves the browser's end and that of `ws`. */
import { messageBytesMax, type Carrier } from './carrier.ts';
import { CarrierEvents } from './carrier-events.ts';
import { decodeMessage, encodeMessage } from './codec.ts';

/** What the browser's WebSocket and that of `ws` have in common. */
export interface WebSocketLike {
  binaryType: string;
  readonly readyState: number;
  /** Bytes handed over and not yet on the network. */
  readonly bufferedAmount: number;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { readonly code: number; readonly reason: string }) => void): void;
  addEventListener(type: 'error', listener: () => void): void;
}

/** Bytes that may wait for a network that does not take them; beyond it the connection is given up. */
const bufferedBytesMax = 8 * messageBytesMax;

const open = 1;
/** From the range that RFC 6455, section 7.4.2, leaves to applications: a page may give no other but 1000. */
const closeCode = { ended: 4000, unreadable: 4003 } as const;

/** The socket must be open. */
export function webSocketCarrier(socket: WebSocketLike): Carrier {
  const events = new CarrierEvents();
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('message', (event) => {
    if (!(event.data instanceof ArrayBuffer)) return end('text frame', closeCode.unreadable);
    const decoded = decodeMessage(new Uint8Array(event.data));
    if (decoded.ok) events.message(decoded.value);
    else end(`undecodable frame: ${decoded.error}`, closeCode.unreadable);
  });
  socket.addEventListener('close', (event) => events.close(event.reason || `socket closed (${event.code})`));
  socket.addEventListener('error', () => end('socket error', closeCode.ended));

  function end(reason: string, code: number): void {
    // RFC 6455 allows 123 bytes of reason.
    if (events.close(reason)) socket.close(code, reason.slice(0, 40));
  }

  return {
    send(message) {
      if (events.closed || socket.readyState !== open) return 'closed';
      const bytes = encodeMessage(message);
      if (!bytes) return 'too-large';
      if (socket.bufferedAmount + bytes.byteLength > bufferedBytesMax) {
        end('the other end does not read', closeCode.ended);
        return 'closed';
      }
      socket.send(bytes as Uint8Array<ArrayBuffer>);
      return 'sent';
    },
    onMessage: (listener) => events.onMessage(listener),
    onClose: (listener) => events.onClose(listener),
    close: (reason = 'closed here') => end(reason, closeCode.ended),
  };
}
