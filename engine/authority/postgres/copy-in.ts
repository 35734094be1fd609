import pg from 'pg'
import type { Cell } from '../../model/area.ts'
import { copyBytes } from './literal.ts'

/** The part of pg's connection that COPY speaks through. */
type Wire = {
  query(text: string): void
  sendCopyFromChunk(bytes: Uint8Array): void
  endCopyFrom(): void
}

/**
 * A COPY … FROM STDIN whose data is sent along with it. If the statement fails, the server ignores the data that is
 * already on its way, as the protocol says, so nobody has to wait for its permission.
 */
export class CopyIn extends pg.Query {
  readonly #statement: string
  readonly #rows: readonly (readonly Cell[])[]

  constructor(
    statement: string,
    rows: readonly (readonly Cell[])[],
    done: (error: Error | null) => void,
  ) {
    super({ text: statement, callback: done } as never)
    this.#statement = statement
    this.#rows = rows
  }

  override submit = (connection: unknown): void => {
    const wire = connection as Wire
    wire.query(this.#statement)
    // Copied into a message at once.
    wire.sendCopyFromChunk(copyBytes(this.#rows))
    wire.endCopyFrom()
  }

  /** The server asks for the data, which it has. */
  handleCopyInResponse(): void {}
}
