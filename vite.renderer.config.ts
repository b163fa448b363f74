/** How the page is bundled, for both hosts: `electron-vite build` takes it from electron.vite.config.ts, `vite` as it is. */
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { noncePlaceholder } from './src/main/hosts/page-security.ts';

const root = fileURLToPath(new URL('.', import.meta.url));

export const rendererConfig = defineConfig({
  root: `${root}src/renderer`,
  // Both hosts serve the page at the root of an origin.
  base: '/',
  // The icon, as /candor.svg.
  publicDir: `${root}resources/icons`,
  plugins: [react()],
  // Each response replaces the placeholder by a nonce of its own.
  html: { cspNonce: noncePlaceholder },
  build: {
    outDir: `${root}out/renderer`,
    emptyOutDir: true,
    minify: true,
    target: 'es2024',
    sourcemap: false,
    // Everything small becomes a data: address otherwise, which the policy allows for images only.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4_000,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: `${root}src/renderer/index.html` },
  },
});

export default rendererConfig;
