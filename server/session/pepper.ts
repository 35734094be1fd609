import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeHome } from '../postgres/place.ts'

/**
 * The key of the HMAC over sign-in codes. It is kept out of the database, so that whoever reads that cannot try codes:
 * `OTP_PEPPER`, or a file that the nodes of this machine share.
 */
export async function readPepper(config: { otpPepper?: string; dataDir: string }): Promise<string> {
  if (config.otpPepper) return config.otpPepper
  const file = join(config.dataDir, 'otp.pepper')
  await makeHome(config.dataDir)
  try {
    await writeFile(file, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return await readFile(file, 'utf8')
}
