/** "Vayal · 5 kg" of whatever there is. The dot stays with what stands before it: no line begins with one. */
export const dotted = (parts: readonly (string | undefined)[]): string =>
  parts.filter(Boolean).join('\u00a0· ')
