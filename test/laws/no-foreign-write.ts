import * as A from '@automerge/automerge/slim'
import type { PathOp } from '../../engine/model/document.ts'
import { GENESIS_ACTOR } from '../../engine/model/genesis.ts'
import type { Membership } from '../../engine/model/kind.ts'
import { mayOpen } from '../../schema/access.ts'
import { sorts } from '../../schema/documents/all.ts'
import { factValue } from '../../schema/facts.ts'
import { isHomeLane } from '../../schema/lanes.ts'
import type { LawCheck } from './check.ts'
import { grouped } from './group.ts'
import type { ChangeRow, DocumentRow, Rows } from './rows.ts'
import { type Violation, violation } from './violation.ts'

/** Rights are kept for a minute before they are asked again; a write may rest on what was so until then. */
const RIGHTS_MS = 65_000

/**
 * I13: every change came through the person its actor belongs to, who might write the document then, and touches
 * nothing that its sort does not let people write.
 */
export const nobodyWritesElsewhere: LawCheck = ({ rows }) => {
  const changes = grouped(rows.changes, (row) => row.doc)
  const owners = new Map(rows.actors.map(({ doc, actor, person }) => [`${doc} ${actor}`, person]))
  const twice = rows.actors.length - owners.size
  const rolesAt = memberships(rows)
  const doubled = twice > 0 ? [violation('I13', 'actor-twice', `${twice} actors`)] : []
  const foreign = rows.documents.flatMap((document) => {
    const own = (changes.get(document.id) ?? []).sort((a, b) => a.n - b.n)
    const written = own.filter((row) => row.actor !== GENESIS_ACTOR)
    return [
      ...own.flatMap((row) => {
        const owner = owners.get(`${document.id} ${row.actor}`)
        if (owner === row.person) return []
        const saw = `${document.id} ${row.n}: actor of ${owner}, sent by ${row.person}`
        return [violation('I13', 'foreign-actor', saw)]
      }),
      ...written.flatMap((row) => {
        const might = rolesAt(row.person, row.at).some(
          (roles) => mayOpen(row.person, roles, document.about) === 'write',
        )
        return might
          ? []
          : [violation('I13', 'no-writer', `${document.id} ${row.n} by ${row.person}`)]
      }),
      ...pathsAllowed(document, own),
    ]
  })
  return [...doubled, ...idleOwners(rows, changes), ...foreign]
}

/** An actor is owned from its first change on: whoever owns one that changed nothing, or not first, is made up. */
function idleOwners(rows: Rows, changes: ReadonlyMap<string, ChangeRow[]>): Violation[] {
  const began = new Set(
    [...changes].flatMap(([doc, own]) =>
      own.filter(({ seq }) => seq === 1).map(({ actor, person }) => `${doc} ${actor} ${person}`),
    ),
  )
  return rows.actors
    .filter(({ doc, actor, person }) => !began.has(`${doc} ${actor} ${person}`))
    .map(({ doc, actor, person }) =>
      violation('I13', 'idle-owner', `${doc}: ${person} owns ${actor}, which changed nothing`),
    )
}

/** What somebody was at any moment within the time that rights are kept. */
function memberships(rows: Rows) {
  const told = rows.facts
    .filter(({ lane }) => isHomeLane(lane))
    .flatMap(({ kind, value, at }) => {
      const member = factValue('member.set', { kind, value })
      return member ? [{ member, at }] : []
    })
    .sort((a, b) => a.at - b.at)
  const byPerson = grouped(told, ({ member }) => member.person)
  return (person: string, at: number): Membership[][] => {
    const own = byPerson.get(person) ?? []
    const foldedTo = (until: number) => [
      ...new Map(
        own
          .filter((one) => one.at <= until)
          .map(({ member }) => [`${member.scope} ${member.role}`, member]),
      ).values(),
    ]
    const moments = own.map((one) => one.at).filter((when) => when > at - RIGHTS_MS && when <= at)
    return [at - RIGHTS_MS, ...moments].map(foldedTo)
  }
}

/** Paths are followed through the ops themselves, without a document. */
function pathsAllowed({ id, about }: DocumentRow, changes: readonly ChangeRow[]): Violation[] {
  const sort = sorts[about.sort]
  if (!sort) return [violation('I13', 'unknown-sort', `${id}: ${about.sort}`)]
  const paths = new Map<string, string[]>([['_root', []]])
  const intents = new Map<string, unknown>()
  const broken: Violation[] = []
  for (const row of changes) {
    const { bytes, actor, person, n } = row
    if (!bytes) return broken
    const { ops, startOp, ...decoded } = A.decodeChange(bytes)
    if (!isOf(decoded, row)) broken.push(violation('I13', 'row-not-its-bytes', `${id} ${n}`))
    ops.forEach((op, i) => {
      const path = [...(paths.get(op.obj) ?? ['?']), String(op.key)]
      if (op.action.startsWith('make')) paths.set(`${startOp + i}@${actor}`, path)
      if (actor === GENESIS_ACTOR) return
      const asked: PathOp = { path, action: actionOf(op.action), value: op.value }
      const isAllowed =
        path[0] === 'intents'
          ? onceOnly(intents, asked)
          : path[0] === 'people'
            ? path[1] === actor
            : path.length > 1 && sort.allows(asked, { person, actor })
      if (!isAllowed) {
        broken.push(
          violation('I13', 'path', `${id} ${n} by ${person}: ${op.action} ${path.join('/')}`),
        )
      }
    })
  }
  return broken
}

/** The columns beside the bytes only repeat them. */
const isOf = (
  { hash, actor, seq, deps }: Pick<A.DecodedChange, 'hash' | 'actor' | 'seq' | 'deps'>,
  row: ChangeRow,
) =>
  hash === row.hash &&
  actor === row.actor &&
  seq === row.seq &&
  [...deps].sort().join() === [...row.deps].sort().join()

function onceOnly(intents: Map<string, unknown>, { path, action, value }: PathOp): boolean {
  const [, id, ...deeper] = path
  if (!id || deeper.length > 0 || action !== 'set') return false
  if (intents.has(id)) return intents.get(id) === value
  intents.set(id, value)
  return true
}

const actionOf = (action: string): PathOp['action'] =>
  action === 'del'
    ? 'delete'
    : action === 'inc'
      ? 'increment'
      : action.startsWith('make')
        ? 'make'
        : 'set'
