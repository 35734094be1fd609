import { type Import, importsOf } from './imports.ts'
import { isTest, type Source } from './sources.ts'

/**
 * Who may import what, in the order in which a file is matched: the first room whose pattern fits holds it. `own` are
 * patterns of our files, `packages` of packages (`node:` included). The room itself may always be imported, unless
 * `closed`. Types may also come from `types`.
 */
type Room = {
  files: RegExp
  own?: RegExp[]
  packages?: RegExp[]
  types?: RegExp[]
  closed?: true
}

const model = /^engine\/model\//
const replica = /^engine\/replica\//
const anything = /./
const automerge = /^@automerge\//
const node = /^node:/
const valibot = /^valibot$/
/** `schema/` without the areas, which know tables. */
const words = /^schema\/(?!areas\/)/
const sqlite = /^better-sqlite3$/

export const rooms: Record<string, Room> = {
  model: {
    files: model,
    packages: [automerge, valibot, /^fast-sha256$/, /^bs58check$/, /^uuid$/],
  },
  'replica on Node': {
    files: /^engine\/replica\/(storage\/)?(sqlite|node)[^/]*\.ts$/,
    own: [model, replica],
    packages: [automerge, valibot, sqlite, node, /^ws$/],
  },
  replica: { files: replica, own: [model], packages: [automerge, valibot, /^eventemitter3$/] },
  host: {
    files: /^engine\/host\//,
    own: [model],
    packages: [
      automerge,
      valibot,
      node,
      /^pg$/,
      /^drizzle-orm/,
      /^cbor-x/,
      /^bs58check$/,
      /^ws$/,
      sqlite,
    ],
  },
  authority: {
    files: /^engine\/authority\//,
    own: [model],
    packages: [valibot, node, /^pg$/, /^drizzle-orm/],
  },
  bus: { files: /^engine\/bus\//, own: [model], packages: [node, /^pg$/, /^@nats-io\//] },
  areas: {
    files: /^schema\/areas\//,
    own: [model, words],
    packages: [valibot, /^drizzle-orm/, /^pg$/],
  },
  schema: { files: words, own: [model], packages: [valibot] },
  'list of kinds': { files: /^intents\/[^/]+\.ts$/, own: [model, /^intents\//, /^schema\//] },
  kind: {
    files: /^intents\/[^/]+\/kind\.ts$/,
    own: [model, /^schema\//],
    packages: [valibot],
    closed: true,
  },
  rule: { files: /^intents\//, own: [model, words], packages: [valibot], closed: true },
  server: { files: /^server\//, own: [/^(?!client\/)/], packages: [anything] },
  'client build': { files: /^client\/build\//, packages: [anything] },
  client: {
    files: /^client\//,
    own: [model, replica, words, /^intents\/[^/]+\/(?!kind\.ts)/, /^intents\/shapes\.ts$/],
    types: [/^server\/app\.ts$/],
    packages: [/^(?!node:)(?!pg$)(?!drizzle)/],
  },
  proof: { files: /^(test|bench)\//, own: [anything], packages: [anything] },
}

export type Breach = { file: string; room: string; imports: string }

/** Imports that the table does not allow. Tests may import what they test with. */
export function breaches(files: readonly Pick<Source, 'path' | 'text'>[]): Breach[] {
  return files
    .filter(({ path }) => !isTest(path))
    .flatMap((file) => {
      const name = Object.keys(rooms).find((one) => rooms[one]?.files.test(file.path))
      const room = name === undefined ? undefined : rooms[name]
      if (!room) return [{ file: file.path, room: 'none', imports: '' }]
      const wrong = importsOf(file).filter((one) => !allowed(file.path, room, one))
      return wrong.map(({ of }) => ({ file: file.path, room: name ?? '', imports: of }))
    })
}

function allowed(from: string, room: Room, { of, ours, typeOnly }: Import): boolean {
  const fits = (patterns: RegExp[] = []) => patterns.some((pattern) => pattern.test(of))
  if (!ours) return fits(room.packages)
  if (typeOnly && fits(room.types)) return true
  const neighbour = room.closed ? folder(of) === folder(from) : room.files.test(of)
  return neighbour || fits(room.own)
}

const folder = (path: string) => path.slice(0, path.lastIndexOf('/'))
