import { readFileSync } from 'node:fs'
import tailwind from '@tailwindcss/vite'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import solid from 'vite-plugin-solid'
import { cutFaces } from './client/build/cut-faces.ts'
import { leanWasm } from './client/build/lean-wasm.ts'
import { manifest } from './client/build/manifest.ts'
import { precompress } from './client/build/precompress.ts'

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }

/** The customer's PWA: `client/` becomes `dist/client/`, with a brotli file beside every text and the wasm. */
export default defineConfig({
  root: 'client',
  define: { 'import.meta.env.VITE_VERSION': JSON.stringify(version) },
  plugins: [
    leanWasm(),
    cutFaces(),
    solid(),
    tailwind(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: '.',
      filename: 'sw.ts',
      injectRegister: false,
      manifest,
      injectManifest: {
        // The shell with its three dictionaries. Faces and wasm are cached at first use instead.
        globPatterns: ['**/*.{html,js,css,svg,png,webmanifest}'],
        maximumFileSizeToCacheInBytes: 4 * 1024 * 1024,
        rollupFormat: 'iife',
      },
      devOptions: { enabled: false },
    }),
    precompress(),
  ],
  // The usual entry tries `new Function`, which the content policy refuses and reports.
  resolve: { alias: [{ find: /^cbor-x$/, replacement: 'cbor-x/index-no-eval' }] },
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    // Read by the server, which tells a browser early what an address needs (server/http/links.ts).
    manifest: true,
    target: ['chrome111', 'safari16.4', 'firefox121'],
    // The content policy allows no data: address, so nothing may be inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    cssMinify: 'lightningcss',
    reportCompressedSize: false,
  },
  server: {
    fs: { allow: ['..'] },
    // `npm run dev` beside it serves the API; the screens reload as they are written.
    proxy: {
      '/api': process.env.HAAT_SERVER ?? 'http://localhost:8787',
      '/sync': { target: process.env.HAAT_SERVER ?? 'http://localhost:8787', ws: true },
    },
  },
})
