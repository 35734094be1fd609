import * as v from 'valibot'

export const LANGUAGES = ['en', 'ta', 'hi'] as const
export type Language = (typeof LANGUAGES)[number]

/** A name in English, and where known in the others. */
export const Names = v.strictObject({
  en: v.pipe(v.string(), v.minLength(1), v.maxLength(160)),
  ta: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(160))),
  hi: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(160))),
})
export type Names = v.InferOutput<typeof Names>

export const nameIn = (names: Names, language: Language): string => names[language] ?? names.en
