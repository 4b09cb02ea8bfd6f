import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** Each entry is a folder with an index.html, built into the web root of the host that serves it. */
const entries: Record<string, string> = { platform: '../Platform/wwwroot' };

export default defineConfig(({ mode }) => {
  const entry = mode in entries ? mode : 'platform';
  return {
    root: `${import.meta.dirname}/${entry}`,
    plugins: [svelte({ configFile: `${import.meta.dirname}/svelte.config.js` })],
    resolve: {
      alias: {
        $api: `${import.meta.dirname}/.generated/api/industrial/gateway/v1`,
        $shared: `${import.meta.dirname}/shared`,
      },
    },
    build: {
      outDir: `${import.meta.dirname}/${entries[entry]}`,
      emptyOutDir: true,
      target: 'es2022',
      // The page's Content-Security-Policy allows its own files and nothing inline: no data: images, no inline script.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 1000,
    },
    preview: { host: '127.0.0.1' },
    test: { root: import.meta.dirname, include: ['**/*.test.ts'], exclude: ['node_modules/**'], environment: 'node' },
  };
});
