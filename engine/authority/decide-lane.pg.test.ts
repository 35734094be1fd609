import { createHash } from 'node:crypto'
import { v7 } from 'uuid'
import { afterEach, expect, test } from 'vitest'
import { freshDatabase } from '../../test/kit/database.ts'
import { ask, expectLaws, openNode, openShop } from './testing/node.ts'

const { pool } = await freshDatabase()
afterEach(() => expectLaws(pool))

const take = (store: string, qty = 1, more = {}) => ({
  kind: 'take',
  body: { store, sku: 'milk', qty },
  ...more,
})

async function verdicts(ids: string[]) {
  const { rows } = await pool.query(
    'SELECT intent, verdict, reason FROM outcomes WHERE intent = ANY ($1)',
    [ids],
  )
  const of = new Map(rows.map((row) => [row.intent, row.reason ?? row.verdict]))
  return ids.map((id) => of.get(id))
}

test('each of a batch sees what those before it took', async () => {
  await openShop(pool, 'fold', { milk: 3 })
  const node = openNode(pool)
  const ids = await ask(pool, [take('fold', 2), take('fold', 2), take('fold', 1), take('fold', 1)])
  await node.settle('store:fold')
  expect(await verdicts(ids)).toEqual(['accepted', 'out-of-stock', 'accepted', 'out-of-stock'])
  expect(node.news.map((one) => one.what)).toEqual(['decided'])
})

test('within a batch only the last value of a key is appended, and every move', async () => {
  await openShop(pool, 'last', { milk: 9 })
  await ask(pool, [take('last'), take('last'), take('last')])
  await openNode(pool).settle('store:last')
  const { rows } = await pool.query(
    `SELECT seq, kind, value FROM facts WHERE lane = 'store:last' ORDER BY seq`,
  )
  expect(rows.map((row) => [row.seq, row.kind])).toEqual([
    [1, 'stock.moved'],
    [2, 'stock.moved'],
    [3, 'stock.level'],
    [4, 'stock.moved'],
  ])
  expect(rows[2].value).toMatchObject({ onHand: 6, version: 4 })
})

test('the answer is told on the lane of its author, the same as it is kept', async () => {
  await openShop(pool, 'told', { milk: 1 })
  const [id] = await ask(pool, [take('told', 2, { author: 'ravi' })])
  await openNode(pool).settle('store:told')
  const fact = await pool.query(`SELECT key, kind, value FROM facts WHERE lane = 'user:ravi'`)
  const outcome = await pool.query('SELECT answer FROM outcomes WHERE intent = $1', [id])
  expect(fact.rows).toEqual([
    { key: `intent/${id}`, kind: 'intent.answered', value: outcome.rows[0].answer },
  ])
  expect(fact.rows[0].value).toMatchObject({
    verdict: 'refused',
    reason: { code: 'out-of-stock', params: { available: 1 } },
  })
})

test('an id that was answered is not decided again, and its answer never changes', async () => {
  await openShop(pool, 'twice', { milk: 5 })
  const node = openNode(pool)
  const [id] = await ask(pool, [take('twice')])
  await node.settle('store:twice')
  const before = await pool.query('SELECT * FROM outcomes WHERE intent = $1', [id])
  await ask(pool, [take('twice', 1, { id })])
  expect((await pool.query('SELECT FROM pending')).rowCount).toBe(0)
  // As if the answer had not been there yet when it was written down again.
  await pool.query(
    `INSERT INTO pending (intent, lane, kind, author, device, document, change, text, payload_hash)
     SELECT intent, lane, kind, author, device, document, '', text, payload_hash FROM outcomes WHERE intent = $1`,
    [id],
  )
  await node.settle('store:twice')
  expect((await pool.query('SELECT * FROM outcomes WHERE intent = $1', [id])).rows).toEqual(
    before.rows,
  )
  expect((await pool.query(`SELECT on_hand FROM stock WHERE store = 'twice'`)).rows).toEqual([
    { on_hand: 4 },
  ])
  expect((await pool.query('SELECT FROM pending')).rowCount).toBe(0)
  expect((await pool.query('SELECT FROM conflicts WHERE intent = $1', [id])).rowCount).toBe(0)
})

test.each(['while it waits', 'after it was answered', 'at the same time'])(
  'an id that comes with another text %s changes nothing and is noticed',
  async (when) => {
    const store = `reused-${when.length}`
    await openShop(pool, store, { milk: 9 })
    const node = openNode(pool)
    const id = v7()
    await ask(pool, [take(store, 1, { id })])
    if (when === 'while it waits') await ask(pool, [take(store, 5, { id, author: 'eve' })])
    await node.settle(`store:${store}`)
    if (when === 'after it was answered') await ask(pool, [take(store, 5, { id, author: 'eve' })])
    if (when === 'at the same time') {
      await pool.query(
        `INSERT INTO pending (intent, lane, kind, author, device, document, change, text, payload_hash)
         VALUES ($1, $2, 'take', 'eve', 'd', 'doc', '', '{}', 'another')`,
        [id, `store:${store}`],
      )
    }
    await node.settle(`store:${store}`)
    expect(await verdicts([id])).toEqual(['accepted'])
    expect((await pool.query('SELECT on_hand FROM stock WHERE store = $1', [store])).rows).toEqual([
      { on_hand: 8 },
    ])
    const conflicts = await pool.query(
      'SELECT rule, author, state FROM conflicts WHERE intent = $1',
      [id],
    )
    expect(conflicts.rows).toEqual([{ rule: 'id-reused', author: 'eve', state: 'open' }])
    expect(
      (await pool.query('SELECT what FROM audit WHERE intent = $1 ORDER BY seq', [id])).rows,
    ).toEqual([{ what: 'decided' }, { what: 'id-reused' }])
    expect((await pool.query('SELECT FROM pending UNION ALL SELECT FROM reused')).rowCount).toBe(0)
  },
)

test('what cannot be read, is of no kind, or names no lane is refused in the lane of its author', async () => {
  const node = openNode(pool)
  const ids = await ask(pool, [
    { kind: '', body: {}, text: '{"v":1', author: 'meena' },
    { kind: 'fly', body: {}, author: 'meena' },
    { kind: 'take', body: { store: 'fold', sku: 'milk', qty: 'two' }, author: 'meena' },
    take('nowhere', 1, { author: 'meena' }),
  ])
  await node.settle('asks:meena')
  expect(await verdicts(ids)).toEqual(['malformed', 'unknown-kind', 'malformed', 'no-such-store'])
  const told = await pool.query(
    `SELECT value->'reason' AS reason FROM facts WHERE lane = 'user:meena' ORDER BY seq`,
  )
  expect(told.rows.map(({ reason }) => reason.params)).toEqual([
    { at: 'not-canonical-json' },
    { kind: 'fly' },
    { at: 'body.qty' },
    { lane: 'store:nowhere' },
  ])
  expect((await pool.query(`SELECT FROM lanes WHERE name = 'store:nowhere'`)).rowCount).toBe(0)
})

test('the system opens the lane it asks of, and is told nothing', async () => {
  await ask(pool, [take('founded', 1, { author: 'system:demo' })])
  await openNode(pool).settle('store:founded')
  expect(
    (await pool.query(`SELECT verdict FROM outcomes WHERE lane = 'store:founded'`)).rows,
  ).toEqual([{ verdict: 'refused' }])
  expect((await pool.query(`SELECT FROM lanes WHERE name LIKE 'user:system%'`)).rowCount).toBe(0)
})

test('nobody gets what they wanted only until before now', async () => {
  await openShop(pool, 'late', { milk: 9 })
  const ids = await ask(pool, [
    take('late', 1, { until: Date.now() - 1000 }),
    take('late', 1, { until: Date.now() + 60_000 }),
  ])
  await openNode(pool).settle('store:late')
  expect(await verdicts(ids)).toEqual(['expired', 'accepted'])
})

test('a suspended person is refused everything', async () => {
  await openShop(pool, 'barred', { milk: 9 })
  await pool.query(`INSERT INTO memberships VALUES ('mallory', 'platform', 'person', 'suspended')`)
  const ids = await ask(pool, [take('barred', 1, { author: 'mallory' }), take('barred')])
  await openNode(pool).settle('store:barred')
  expect(await verdicts(ids)).toEqual(['suspended', 'accepted'])
})

test('a review changes nothing and is open until its own author asks again', async () => {
  await openShop(pool, 'review', { milk: 9 })
  const node = openNode(pool)
  const [id] = await ask(pool, [{ kind: 'ponder', body: { store: 'review', sku: 'milk', qty: 1 } }])
  await node.settle('store:review')
  const state = async () =>
    (await pool.query('SELECT state, reviewer, options FROM conflicts WHERE intent = $1', [id]))
      .rows[0]
  expect(await state()).toEqual({ state: 'open', reviewer: 'customer', options: [{ sku: 'milk' }] })
  await ask(pool, [take('review', 1, { answers: id, author: 'eve' })])
  await node.settle('store:review')
  expect((await state()).state).toBe('open')
  await ask(pool, [take('review', 1, { answers: id })])
  await node.settle('store:review')
  expect((await state()).state).toBe('resolved')
})

test.each(['stumble', 'clash', 'trespass'])(
  'an intent that breaks the machinery (%s) stops nobody else, and goes to a person after three times',
  async (kind) => {
    const store = `poison-${kind}`
    await openShop(pool, store, { milk: 9 })
    const node = openNode(pool)
    const body = { store, sku: 'milk', qty: 1 }
    const ids = await ask(pool, [
      take(store),
      take(store),
      { kind, body, document: 'cart-1' },
      take(store),
      take(store, 1, { document: 'cart-1' }),
      take(store),
    ])
    const due = `UPDATE pending SET not_before = '-infinity' WHERE lane = $1`
    await node.settle(`store:${store}`)
    const first = ['accepted', 'accepted', undefined, 'accepted', undefined, 'accepted']
    expect(await verdicts(ids), 'later ones of its document wait with it').toEqual(first)
    // Whoever else looks at the lane at that moment makes a look idle; what counts is how often it was put off.
    for (let looks = 0; looks < 20 && (await verdicts(ids))[2] === undefined; looks++) {
      await pool.query(due, [`store:${store}`])
      await node.settle(`store:${store}`)
    }
    const last = ['accepted', 'accepted', 'cannot-decide', 'accepted', 'accepted', 'accepted']
    expect(await verdicts(ids)).toEqual(last)
    expect(node.news.filter(({ what }) => what === 'put-off')).toHaveLength(3)
    const { rows } = await pool.query('SELECT reviewer, lane FROM conflicts WHERE intent = $1', [
      ids[2],
    ])
    expect(rows).toEqual([{ reviewer: 'platform_admin', lane: `store:${store}` }])
    expect(
      (
        await pool.query(`SELECT count(*) AS n FROM facts WHERE lane = 'ops' AND intent = $1`, [
          ids[2],
        ])
      ).rows,
    ).toEqual([{ n: 1 }])
  },
)

test("every decision is one row of its lane's chain, and a changed row breaks it", async () => {
  await openShop(pool, 'chain', { milk: 9 })
  const node = openNode(pool)
  for (let n = 0; n < 3; n++) {
    await ask(pool, [take('chain'), take('chain')])
    await node.settle('store:chain')
  }
  const { rows } = await pool.query(
    `SELECT seq, row, hash FROM audit WHERE chain = 'store:chain' ORDER BY seq`,
  )
  const verify = (texts: string[]) => {
    let hash = ''
    return texts.every((row, at) => {
      hash = createHash('sha256')
        .update(hash + row)
        .digest('hex')
      return hash === rows[at].hash
    })
  }
  const texts = rows.map(({ row }) => row)
  expect(rows.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6])
  expect(verify(texts)).toBe(true)
  expect(verify(texts.with(2, texts[2].replace('"accepted"', '"refused"')))).toBe(false)
  expect(verify(texts.toSpliced(2, 1))).toBe(false)
  const head = await pool.query(
    `SELECT audit_seq, audit_hash FROM lanes WHERE name = 'store:chain'`,
  )
  expect(head.rows).toEqual([{ audit_seq: 6, audit_hash: rows[5].hash }])
})

test('what was said cannot be changed or taken back', async () => {
  for (const table of ['facts', 'outcomes', 'audit', 'stock_moves']) {
    await expect(pool.query(`DELETE FROM ${table}`)).rejects.toThrow('only takes new rows')
    await expect(pool.query(`TRUNCATE ${table}`)).rejects.toThrow('only takes new rows')
  }
  await expect(pool.query(`UPDATE facts SET value = '{}'`)).rejects.toThrow('only takes new rows')
})

test('an intent has one place among those that wait, and one among those that are answered', async () => {
  for (const table of ['pending', 'outcomes', 'orders']) {
    const { rows } = await pool.query(
      `SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
       WHERE i.indrelid = $1::regclass AND i.indisunique AND i.indnkeyatts = 1 AND a.attname = 'intent'`,
      [table],
    )
    expect(rows, table).toHaveLength(1)
  }
})
