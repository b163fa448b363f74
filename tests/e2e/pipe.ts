/** A wire that can be held still: connections stay open and nothing comes through, as when a switch hangs. */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export class Pipe {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private isHeld = false;

  constructor(targetPort: number) {
    this.server = createServer((near) => {
      const far = connect(targetPort, '127.0.0.1');
      for (const socket of [near, far]) {
        this.sockets.add(socket);
        socket.on('error', () => socket.destroy());
        socket.on('close', () => { near.destroy(); far.destroy(); this.sockets.delete(socket); });
      }
      near.pipe(far);
      far.pipe(near);
      if (this.isHeld) this.hold();
    });
  }

  /** Starts on a free port. @returns the endpoint. */
  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `tcp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  hold(): void {
    this.isHeld = true;
    for (const socket of this.sockets) socket.pause();
  }

  release(): void {
    this.isHeld = false;
    for (const socket of this.sockets) socket.resume();
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }
}
