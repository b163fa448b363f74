/** `npm run build`: main process with its workers, preload and page into out/. */
import { basename, dirname, posix, relative } from 'node:path';
import { globSync } from 'node:fs';
import { defineConfig, type MainViteConfig } from 'electron-vite';
import { rendererConfig } from './vite.renderer.config.ts';

type Plugin = NonNullable<MainViteConfig['plugins']>[number];

/** Every worker's source is an entry of its own: out/main/workers/<name>.worker.js. */
const workers = globSync('src/main/core/**/*.worker.ts').map((path) => [`workers/${basename(path, '.ts')}`, path] as const);

/** From source, a worker lies beside the file that starts it; in the build all lie in one folder. */
function workerPaths(): Plugin {
  return {
    name: 'candor-worker-paths',
    renderChunk(code, chunk) {
      const toWorkers = posix.join(relative(dirname(chunk.fileName), 'workers').replaceAll('\\', '/') || '.');
      const changed = code.replace(/new URL\((["'`])[\w./-]*?([\w-]+)\.worker\.ts\1,\s*import\.meta\.url\)/g, (_all, _quote, name: string) =>
        `new URL(${JSON.stringify(`./${toWorkers}/${name}.worker.js`)}, import.meta.url)`);
      return changed === code ? null : { code: changed, map: null };
    },
  };
}

export default defineConfig({
  main: {
    plugins: [workerPaths()],
    build: {
      outDir: 'out/main',
      sourcemap: true,
      rolldownOptions: {
        input: { index: 'src/main/index.ts', ...Object.fromEntries(workers) },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload can require nothing but Electron, and must be CommonJS: one file, everything in it.
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: 'src/preload/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: rendererConfig,
});
