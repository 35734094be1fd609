import type { ManifestOptions } from 'vite-plugin-pwa'

/** What the phone shows once the market is installed. Colours are `paper` and `leaf` of `tokens.css`. */
export const manifest: Partial<ManifestOptions> = {
  id: '/',
  name: 'Haat',
  short_name: 'Haat',
  description: 'Your neighbourhood shops, also without a network',
  start_url: '/',
  scope: '/',
  display: 'standalone',
  orientation: 'any',
  background_color: '#FBF7F0',
  theme_color: '#FBF7F0',
  categories: ['shopping', 'food'],
  icons: [
    { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
    { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
    { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
    { src: '/icon-mask-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
  ],
}
