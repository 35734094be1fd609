/** The invariants by their number; each law says its own in a sentence. */
export type Law =
  | 'I1'
  | 'I2'
  | 'I3'
  | 'I4'
  | 'I5'
  | 'I6'
  | 'I7'
  | 'I8'
  | 'I9'
  | 'I10'
  | 'I11'
  | 'I13'
  | 'I14'
  | 'I17'
  | 'I19'
  | 'I20'

/** A law that was broken: `what` is a short kebab-case code, `saw` what was met, for a person to read. */
export type Violation = { law: Law; what: string; saw: string }

export const violation = (law: Law, what: string, saw: string): Violation => ({ law, what, saw })
