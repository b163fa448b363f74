/** Runs the carrier suite over every carrier. */
import { once } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { WebSocket, WebSocketServer } from 'ws';
import { messageBytesMax } from '../../src/shared/channel/carrier.ts';
import { memoryCarrierPair } from '../../src/shared/channel/memory-carrier.ts';
import { portCarrier, type PortLike } from '../../src/shared/channel/port-carrier.ts';
import { webSocketCarrier, type WebSocketLike } from '../../src/shared/channel/websocket-carrier.ts';
import { carrierSuite } from './carrier.ts';

carrierSuite(
  'memory',
  async () => {
    const [page, core] = memoryCarrierPair();
    return { page, core };
  },
  async () => {},
);

let servers: WebSocketServer[] = [];
carrierSuite(
  'WebSocket',
  async () => {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0, maxPayload: messageBytesMax });
    servers.push(server);
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const socket = new WebSocket(`ws://127.0.0.1:${port}`);
    const [[accepted]] = await Promise.all([once(server, 'connection') as Promise<[WebSocket]>, once(socket, 'open')]);
    return { page: webSocketCarrier(socket as WebSocketLike), core: webSocketCarrier(accepted as WebSocketLike) };
  },
  async () => {
    for (const server of servers) {
      for (const client of server.clients) client.terminate();
      server.close();
    }
    servers = [];
  },
);

let ports: MessagePort[] = [];
carrierSuite(
  'MessagePort',
  async () => {
    const { port1, port2 } = new MessageChannel();
    ports.push(port1, port2);
    return { page: portCarrier(port1 as unknown as PortLike), core: portCarrier(port2 as unknown as PortLike) };
  },
  async () => {
    for (const port of ports) port.close();
    ports = [];
  },
);
