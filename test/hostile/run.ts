import type { Attack } from './attack.ts'
import { changeAttacks } from './attacks/changes.ts'
import { frameAttacks } from './attacks/frames.ts'
import { identityAttacks } from './attacks/identity.ts'
import { pressureAttacks } from './attacks/pressure.ts'
import { type Bystanders, bystanders, usage, victimIsWhole } from './oracles.ts'
import { setTheScene } from './scene.ts'
import type { Target } from './target.ts'

export type Verdict = { name: string; result: 'held' | 'broken'; detail: string }
export type Report = { target: string; attacks: Verdict[]; held: number; broken: number }

const WORK_SECONDS = 2
const MEMORY_MB = 200
/** Nobody waits longer than this for an answer, whoever else does what: more than it takes a shard to come back. */
const SILENCE_MS = 8_000

const order = (attack: Attack) => Number(attack.id.slice(1))
export const allAttacks: readonly Attack[] = [
  ...changeAttacks,
  ...frameAttacks,
  ...identityAttacks,
  ...pressureAttacks,
].sort((a, b) => order(a) - order(b))

export const attackIds = [...new Set(allAttacks.map(({ id }) => id))]

/** Every attack on its own stage; a server that died is started again for the next. */
export async function runAttacks(
  target: Target,
  { isLong, only, say }: { isLong: boolean; only: readonly string[]; say(verdict: Verdict): void },
): Promise<Report> {
  const chosen = allAttacks
    .filter((one) => (isLong || !one.isLong) && only.includes(one.id))
    .filter((one) => target.hasTickets || !one.needsTickets)
  const attacks: Verdict[] = []
  let others: Bystanders | undefined
  for (const attack of chosen) {
    const name = `${attack.id} ${attack.variant}`
    let detail: string
    try {
      if (!target.isAlive()) {
        others?.close()
        others = undefined
        if (!(await target.revive())) throw new Error('the server is gone')
      }
      others ??= await bystanders(target)
      detail = (await outcome(target, attack, others)) ?? ''
    } catch (error) {
      detail = target.isAlive() ? String(error) : 'the server died'
    }
    const verdict = { name, result: detail ? ('broken' as const) : ('held' as const), detail }
    attacks.push(verdict)
    say(verdict)
    if (detail) {
      // The next attack meets a server that is well.
      others?.close()
      others = undefined
      if (target.name !== 'haat') await target.revive()
    }
  }
  others?.close()
  const held = attacks.filter((one) => one.result === 'held').length
  return { target: target.name, attacks, held, broken: attacks.length - held }
}

/** What broke, in words; undefined when everything held. */
async function outcome(
  target: Target,
  attack: Attack,
  others: Bystanders,
): Promise<string | undefined> {
  const scene = await setTheScene(target)
  const before = usage(target)
  let peak = before?.rss ?? 0
  const watching = setInterval(() => {
    peak = Math.max(peak, usage(target)?.rss ?? 0)
  }, 50)
  try {
    const seen = await attack.run(scene)
    if (!target.isAlive()) return 'the server died'
    const silence = await others.ask()
    const after = usage(target)
    const whole = await victimIsWhole(scene, attack.absent ?? [])
    if (!target.isAlive()) return 'the server died'
    const work = (after?.cpu ?? 0) - (before?.cpu ?? 0)
    const findings = [
      seen,
      whole,
      silence > SILENCE_MS && `nobody was answered for ${seconds(silence / 1_000)}`,
      before && work > (attack.workSeconds ?? WORK_SECONDS) && `it cost ${seconds(work)} of CPU`,
      before && peak - before.rss > MEMORY_MB && `it took ${Math.round(peak - before.rss)} MB`,
    ]
    return findings.filter(Boolean).join('; ') || undefined
  } finally {
    clearInterval(watching)
    scene.honest.leave()
    scene.copy.leave()
  }
}

const seconds = (count: number) => `${count.toFixed(1)} s`
