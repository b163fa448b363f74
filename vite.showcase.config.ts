/** `npm run showcase`: every panel in every state over invented data, on this machine only. */
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));

export default defineConfig({
  root: `${root}tests/showcase`,
  publicDir: `${root}resources/icons`,
  plugins: [react()],
  cacheDir: `${root}node_modules/.cache/vite-showcase`,
  server: { host: '127.0.0.1', port: 5199, strictPort: false, fs: { allow: [root] } },
});
