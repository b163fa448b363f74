/** What a WebSocket carrier does when the network or the other end misbehaves. */
import { describe, expect, it } from 'vitest';
import { encodeMessage } from './codec.ts';
import { webSocketCarrier, type WebSocketLike } from './websocket-carrier.ts';

type Listener = (event: never) => void;

/** A socket whose network takes nothing unless told. */
class StuckSocket {
  binaryType = 'blob';
  readyState = 1;
  bufferedAmount = 0;
  readonly closes: (readonly [number | undefined, string | undefined])[] = [];
  private readonly listeners = new Map<string, Listener[]>();

  send(data: Uint8Array): void {
    this.bufferedAmount += data.byteLength;
  }
  close(code?: number, reason?: string): void {
    // As the WebSocket standard has it for pages.
    if (code !== 1000 && !(code !== undefined && code >= 3000 && code <= 4999)) throw new DOMException('code', 'InvalidAccessError');
    if (new TextEncoder().encode(reason).byteLength > 123) throw new DOMException('reason', 'SyntaxError');
    this.closes.push([code, reason]);
  }
  addEventListener(type: string, listener: Listener): void {
    this.listeners.set(type, [...(this.listeners.get(type) ?? []), listener]);
  }
  fire(type: string, event: object): void {
    for (const listener of this.listeners.get(type) ?? []) listener(event as never);
  }
}

describe('WebSocket carrier', () => {
  it('[CH-32] gives up a connection whose network takes nothing, before memory fills', () => {
    const socket = new StuckSocket();
    const carrier = webSocketCarrier(socket as unknown as WebSocketLike);
    let reason = '';
    carrier.onClose((why) => (reason = why));
    const message = new Uint8Array(1024 * 1024);
    let sent = 0;
    while (carrier.send(message) === 'sent') sent += 1;
    expect(sent).toBe(63);
    expect(socket.bufferedAmount).toBeLessThanOrEqual(64 * 1024 * 1024);
    expect(reason).toBe('the other end does not read');
    expect(socket.closes).toHaveLength(1);
  });

  it('[CH-2] closes with a code and a reason that a browser takes, however long the reason', () => {
    const socket = new StuckSocket();
    webSocketCarrier(socket as unknown as WebSocketLike).close('価'.repeat(500));
    expect(socket.closes).toHaveLength(1);
    const failing = new StuckSocket();
    webSocketCarrier(failing as unknown as WebSocketLike);
    failing.fire('error', {});
    expect(failing.closes).toHaveLength(1);
  });

  it('[CH-41] closes on a text frame and on bytes that are no message', () => {
    for (const data of ['text', new Uint8Array([0x81]).buffer, new Uint8Array().buffer]) {
      const socket = new StuckSocket();
      const carrier = webSocketCarrier(socket as unknown as WebSocketLike);
      const seen: unknown[] = [];
      carrier.onMessage((message) => seen.push(message));
      socket.fire('message', { data: new Uint8Array(encodeMessage('good') ?? []).buffer });
      socket.fire('message', { data });
      socket.fire('message', { data: new Uint8Array(encodeMessage('late') ?? []).buffer });
      expect(seen).toEqual(['good']);
      expect(socket.closes[0]?.[0]).toBe(4003);
      expect(carrier.send(1)).toBe('closed');
    }
  });
});
