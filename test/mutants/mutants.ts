import { onScreens } from './on-screens.ts'

/**
 * One protection taken out: each `find` stands exactly once in its file, and one of `tests` must fail by name once all
 * are replaced.
 */
export type Mutant = {
  name: string
  edits: { file: string; find: string; replace: string }[]
  project: 'unit' | 'pg' | 'browser'
  tests: string[]
  /** How the test's name begins, where the others of its file need not run. */
  named?: string
}

export const mutants: Mutant[] = [
  {
    name: 'authority: the lane is not locked',
    edits: [
      {
        file: 'engine/authority/postgres/take.ts',
        find: 'FROM lanes WHERE name = $1 FOR UPDATE SKIP LOCKED',
        replace: 'FROM lanes WHERE name = $1',
      },
    ],
    project: 'pg',
    tests: ['engine/authority/races.pg.test.ts'],
  },
  {
    name: 'authority: stock rows are not locked',
    edits: [{ file: 'schema/areas/stock.ts', find: ' FOR UPDATE OF s', replace: '' }],
    project: 'pg',
    tests: ['engine/authority/races.pg.test.ts'],
  },
  {
    name: 'authority: an answered intent is decided again',
    edits: [
      {
        file: 'engine/authority/open-batch.ts',
        find: '.filter(({ id }) => !hold.answered.has(id))',
        replace: '.filter(() => true)',
      },
    ],
    project: 'pg',
    tests: ['engine/authority/decide-lane.pg.test.ts'],
  },
  {
    name: 'authority: the intent id is not unique',
    edits: [
      {
        file: 'engine/authority/open-batch.ts',
        find: '.filter(({ id }) => !hold.answered.has(id))',
        replace: '.filter(() => true)',
      },
      {
        file: 'server/migrations/0001_tables.sql',
        find: 'CREATE TABLE "outcomes" (\n\t"intent" uuid PRIMARY KEY NOT NULL,',
        replace: 'CREATE TABLE "outcomes" (\n\t"intent" uuid NOT NULL,',
      },
    ],
    project: 'pg',
    tests: ['engine/authority/decide-lane.pg.test.ts', 'engine/authority/races.pg.test.ts'],
  },
  {
    name: 'host: the pending row is written after the commit',
    edits: [
      {
        file: 'engine/host/storage/postgres.ts',
        find: 'if (found.length > 0) await options.insertFound(tx, found)',
        replace:
          "await tx.query('COMMIT')\n    if (found.length > 0) await options.insertFound(tx, found)",
      },
    ],
    project: 'pg',
    tests: ['engine/host/storage/postgres.pg.test.ts'],
  },
  {
    name: 'host: a change is acknowledged before it is stored',
    edits: [
      {
        file: 'engine/host/exchange.ts',
        find: 'const stored = await ctx.flusher.submit(flushOf(doc, judged, prepared, rows, found))',
        replace:
          "void ctx.flusher.submit(flushOf(doc, judged, prepared, rows, found))\n    const stored = 'stored' as 'stored' | 'moved' | 'refused'",
      },
    ],
    project: 'unit',
    tests: ['engine/host/host.test.ts'],
  },
  {
    name: 'host: whoever knows an id may read and write',
    edits: [
      {
        file: 'engine/host/access.ts',
        find: 'const role = await may(person, device, document)',
        replace: "const role: Role = 'write'\n      void may",
      },
    ],
    project: 'unit',
    tests: ['engine/host/stock-client.test.ts', 'engine/host/access.test.ts'],
  },
  {
    name: 'host: a name is taken in a text',
    edits: [
      {
        file: 'engine/host/fits-objects.ts',
        find: "if (isNamed !== (holds === 'names'))",
        replace: 'if (Number.isNaN(change.seq))',
      },
    ],
    project: 'unit',
    tests: ['engine/host/fits-objects.test.ts'],
  },
  {
    name: 'host: a peer that repeats its heads is told nothing of its changes',
    edits: [
      {
        file: 'engine/host/take-frame.ts',
        find: 'if (brings === 0 && bringing.has(frame.peer)) break',
        replace: 'void bringing',
      },
    ],
    project: 'unit',
    tests: ['engine/host/host.test.ts'],
  },
  {
    name: 'replica: an ask forgets the edits before it that were no changes yet',
    edits: [
      {
        file: 'engine/replica/drain.ts',
        find: 'const jot = based(noted, fork, changeOf)',
        replace: 'const jot = noted\n    void [based, changeOf]',
      },
    ],
    project: 'unit',
    tests: ['engine/replica/documents.test.ts'],
  },
  {
    name: 'host: nobody is told that another of their devices made a document',
    edits: [
      {
        file: 'engine/host/host.ts',
        find: 'if (maker) hint(id, maker.person, maker.id)',
        replace: 'void hint',
      },
    ],
    project: 'unit',
    tests: ['engine/replica/documents.test.ts'],
  },
  ...onScreens,
]
