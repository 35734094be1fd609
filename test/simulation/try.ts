import './globals.ts'
import '@automerge/automerge'

const { runSeed } = await import('./run.ts')
const [seed = '1', steps = '50', n = '1'] = process.argv.slice(2)
for (let s = Number(seed); s < Number(seed) + Number(n); s++) {
  const t = process.hrtime.bigint()
  const r = await runSeed({
    seed: s,
    steps: Number(steps),
    ...(process.env.LOG ? { log: (l) => console.log(l) } : {}),
  })
  const ms = Number(process.hrtime.bigint() - t) / 1e6
  const { violations, troubles, ...rest } = r
  console.log(JSON.stringify(rest), ms.toFixed(0) + ' ms')
  const by = new Map<string, number>()
  for (const v of violations) by.set(v.law + ' ' + v.what, (by.get(v.law + ' ' + v.what) ?? 0) + 1)
  console.log([...by])
  for (const v of violations.slice(0, Number(process.env.V ?? 5)))
    console.log('  ', v.law, v.what, v.saw.slice(0, 400))
  for (const v of [...new Set(troubles)].slice(0, 5)) console.log('  T', v.slice(0, 800))
}
