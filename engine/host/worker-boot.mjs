// A worker thread does not run TypeScript by itself, whoever started it.
import { register } from 'tsx/esm/api'

register()
await import('./worker-main.ts')
