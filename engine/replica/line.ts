/** The socket. */
export type Line = { close(): Promise<void> }
