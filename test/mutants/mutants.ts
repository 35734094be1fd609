/** One protection taken out: `find` stands exactly once in `file`, and one of `tests` must fail once it is replaced. */
export type Mutant = {
  name: string
  file: string
  find: string
  replace: string
  project: 'unit' | 'pg'
  tests: string[]
}

export const mutants: Mutant[] = []
