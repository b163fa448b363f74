/** Plain Node's door: the workstation in a browser. `node src/main/serve.ts [--port N] [--open]`. Reads on in core/core.ts. */
import { parseArgs } from 'node:util';

if (Number(process.versions.napi ?? 0) < 10) {
  // The native modules would end the process without a word.
  process.stderr.write(`Candor needs Node 24; this is ${process.version}. Start it with "npm start", which brings its own.\n`);
  process.exit(1);
}

const { values } = parseArgs({ options: { port: { type: 'string' }, open: { type: 'boolean', default: false } } });
const { serveCore } = await import('./hosts/loopback/serve-core.ts');
await serveCore({ port: values.port ?? process.env['CANDOR_PORT'] ?? '0', openBrowser: values.open });
