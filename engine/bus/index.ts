export { type Bus, MESSAGE_BYTES } from './bus.ts'
export { localBus } from './local.ts'
export { type PostgresBusOptions, postgresBus } from './postgres.ts'
