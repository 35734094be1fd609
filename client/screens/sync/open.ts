import { createSignal } from 'solid-js'

const [open, setOpen] = createSignal(false)

/** The sync sheet is one for all screens; the pill of any of them opens it. */
export const syncIsOpen = open
export const openSync = () => setOpen(true)
export const closeSync = () => setOpen(false)
