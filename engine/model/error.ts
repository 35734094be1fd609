/**
 * Broken machinery that a person or an operator can do something about; a business "no" is never thrown.
 * `code` is stable and kebab-case, `saw` is what was met, `remedy` what to do about it.
 */
export class HaatError extends Error {
  readonly code: string
  readonly saw: string
  readonly remedy: string

  constructor(
    code: string,
    { saw, remedy, cause }: { saw: string; remedy: string; cause?: unknown },
  ) {
    super(`${code}: ${saw}. ${remedy}`, { cause })
    this.name = 'HaatError'
    this.code = code
    this.saw = saw
    this.remedy = remedy
  }
}
