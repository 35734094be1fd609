import type { Config } from './config.ts'
import { demoPeople } from './demo/people.ts'

/** What to open, and in the demo whom to sign in as. */
export function welcome(config: Config, port: number): string {
  const url = `http://localhost:${port}`
  const lines = ['', `Haat is open: ${url}`, `The API to read: ${url}/docs`]
  if (config.demo) {
    const people = demoPeople.map(
      ({ phone, name, about }) => `  ${phone}  ${name.padEnd(20)} ${about}`,
    )
    lines.push(
      '',
      'Sign in as one of these, or with any other number; the code is shown on the screen.',
    )
    lines.push(...people)
  } else if (!config.smsUrl) {
    lines.push(
      config.production
        ? 'Nobody can sign in yet: set SMS_URL to a gateway that sends codes.'
        : 'Sign-in codes are printed here; set SMS_URL to have them sent.',
    )
  }
  if (config.natsUrl)
    lines.push('NATS_URL is set, but this version’s bus is Postgres; it is not used.')
  return `${lines.join('\n')}\n\n`
}
