/** The peer of tick to screen: SUB socket, WebSocket, AG Grid and nothing else. One message a batch; the grid gathers for 16 ms, its usual way at high rates. */
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { Subscriber } from 'zeromq';
import { decodeFrame } from '../../src/shared/wire/codec.ts';
import type { MarketDataBatch } from '../../src/shared/wire/market-data.ts';

export interface BareGrid {
  readonly url: string;
  stop(): void;
}

const page = (symbols: number): string => `<!doctype html><meta charset="utf-8"><title>bare grid</title>
<style>html,body{margin:0;height:100%}#grid{height:100vh}</style><div id="grid"></div><script src="/ag-grid.js"></script><script>
const cents = ({ value }) => (value / 100).toFixed(2);
const rowData = Array.from({ length: ${symbols} }, (_, i) => ({ symbol: 'S' + String(i).padStart(4, '0') }));
const api = agGrid.createGrid(document.getElementById('grid'), {
  rowData, rowHeight: 22, headerHeight: 24, asyncTransactionWaitMillis: 16, getRowId: ({ data }) => data.symbol,
  columnDefs: [{ field: 'symbol' }, { field: 'bid', valueFormatter: cents }, { field: 'ask', valueFormatter: cents }, { field: 'bidSize' }, { field: 'askSize' }, { field: 'time' }],
});
const socket = new WebSocket(location.href.replace('http', 'ws'));
socket.onmessage = ({ data }) => api.applyTransactionAsync({ update: JSON.parse(data) });
</script>`;

export async function startBareGrid(marketData: string, symbols: number): Promise<BareGrid> {
  const server = createServer((request, response) => {
    if (request.url === '/ag-grid.js') createReadStream('node_modules/ag-grid-community/dist/ag-grid-community.min.js').pipe(response.setHeader('Content-Type', 'text/javascript'));
    else response.setHeader('Content-Type', 'text/html').end(page(symbols));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  const feed = new Subscriber({ linger: 0, receiveHighWaterMark: 100_000 });
  feed.connect(marketData);
  feed.subscribe('MD');
  void (async () => {
    for await (const [, bytes] of feed) {
      const decoded = bytes ? decodeFrame(bytes) : null;
      if (!decoded?.ok) continue;
      const rows = (decoded.value as MarketDataBatch).entries.flatMap((entry) =>
        (entry.type === 'quote' ? [{ symbol: entry.symbol, bid: entry.bid, ask: entry.ask, bidSize: entry.bidSize, askSize: entry.askSize, time: entry.venueTime }] : []));
      if (rows.length === 0) continue;
      const text = JSON.stringify(rows);
      for (const socket of sockets.clients) socket.send(text);
    }
  })();
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    stop() {
      feed.close();
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.close();
    },
  };
}
