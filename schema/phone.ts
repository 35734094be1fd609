import * as v from 'valibot'

/**
 * A phone number in E.164, e.g. `+919840012345`. Ten digits, with or without a leading 0, are Indian mobile numbers;
 * blanks, dashes, dots and brackets are left out.
 */
export const Phone = v.pipe(
  v.string(),
  v.maxLength(32),
  v.transform(phoneOf),
  v.regex(/^\+[1-9]\d{7,14}$/, 'a phone number with country code, or ten Indian digits'),
)
export type Phone = v.InferOutput<typeof Phone>

function phoneOf(text: string): string {
  const bare = text.replace(/[\s\-.()]/g, '').replace(/^00/, '+')
  return /^0?[6-9]\d{9}$/.test(bare) ? `+91${bare.slice(-10)}` : bare
}

/** The number with its last four digits only, for logs and screens that others see. */
export const maskedPhone = (phone: string): string => `…${phone.slice(-4)}`
