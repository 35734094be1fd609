/** Areas whose facts travel in no lane: their rows cannot be made again from lanes. */
export const UNTOLD: readonly string[] = ['addresses']
