/** Binds to a port that this process has just let go: ZeroMQ closes behind our back, so the first tries may fail. */
interface Bindable {
  bind(endpoint: string): Promise<void>;
  readonly lastEndpoint: string | null;
}

const triesMax = 100;
const pauseMs = 20;

/** @returns the port. Throws when it stays taken. */
export async function bindAgain(socket: Bindable, port: number): Promise<number> {
  for (let tries = 1; ; tries++) {
    try {
      await socket.bind(`tcp://127.0.0.1:${port === 0 ? '*' : port}`);
      return Number((socket.lastEndpoint ?? '').split(':').at(-1));
    } catch (cause) {
      if (tries === triesMax) throw cause;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}
