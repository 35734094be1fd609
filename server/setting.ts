/** What came of reading the settings: a value, or the one sentence that says what is wrong. */
export type Reading<T> = { ok: true; value: T } | { ok: false; sentence: string }

/** Reads settings by name; the first that is wrong ends the reading. An empty setting counts as unset. */
export type Read = ReturnType<typeof reader>

type Env = Readonly<Record<string, string | undefined>>

export function settingsReader<T>(env: Env, build: (read: Read) => T): Reading<T> {
  try {
    return { ok: true, value: build(reader(env)) }
  } catch (error) {
    if (error instanceof WrongSetting) return { ok: false, sentence: error.message }
    throw error
  }
}

/** Carries a sentence out of `build`, however deep it stands; it never leaves this file. */
class WrongSetting extends Error {}

function reader(env: Env) {
  const text = (name: string) => env[name]?.trim() || undefined

  /** `saw` finishes "NAME …", `remedy` is what to do. */
  function refuse(name: string, problem: string, remedy: string): never {
    throw new WrongSetting(`${name} is ${shown(name, text(name))}, but ${problem}: ${remedy}.`)
  }

  return {
    text,
    refuse,

    flag(name: string, otherwise = false): boolean {
      const value = text(name)
      if (value === undefined) return otherwise
      if (value === '0' || value === 'false') return false
      if (value === '1' || value === 'true') return true
      return refuse(name, 'it is a switch', 'set it to 1 or 0, or leave it out')
    },

    whole(name: string, bounds: { least: number; most: number; otherwise: number }): number {
      const value = text(name)
      if (value === undefined) return bounds.otherwise
      const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN
      if (number >= bounds.least && number <= bounds.most) return number
      const range = `a whole number from ${bounds.least} to ${bounds.most}`
      return refuse(
        name,
        'that does not fit',
        `set it to ${range}, or leave it out for ${bounds.otherwise}`,
      )
    },

    oneOf<T extends string>(name: string, allowed: readonly T[]): T | undefined {
      const value = text(name)
      if (value === undefined) return undefined
      const found = allowed.find((one) => one === value)
      return found ?? refuse(name, 'that is not known', `set it to ${listed(allowed)}`)
    },

    url(name: string, protocols: readonly string[]): string | undefined {
      const value = text(name)
      if (value === undefined) return undefined
      if (URL.canParse(value) && protocols.includes(new URL(value).protocol)) return value
      const starts = listed(protocols.map((protocol) => `${protocol}//`))
      return refuse(name, 'that is no address we can use', `start it with ${starts}`)
    },

    origins(name: string): string[] {
      const parts = (text(name) ?? '').split(',').map((part) => part.trim())
      return parts.filter(Boolean).map((part) => {
        if (URL.canParse(part) && new URL(part).origin === part) return part
        return refuse(
          name,
          `"${part}" is no origin`,
          'write them like https://haat.example, with commas between',
        )
      })
    },
  }
}

/** What we saw, quoted; secrets are not repeated. */
function shown(name: string, value: string | undefined): string {
  if (value === undefined) return 'not set'
  if (/PEPPER|SECRET/.test(name)) return 'set'
  return JSON.stringify(value.replace(/\/\/[^/@]*@/, '//…@'))
}

const listed = (words: readonly string[]) =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
