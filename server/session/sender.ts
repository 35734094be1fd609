/** Brings a sign-in code to a phone. Rejects when it surely did not; the person is then asked to try again. */
export type SendCode = (phone: string, code: string) => Promise<void>

const SEND_MS = 10_000

/** For the demo: whoever reads the server's output is the phone. */
export const printCode =
  (print: (line: string) => void): SendCode =>
  async (phone, code) =>
    print(`Sign-in code for ${phone}: ${code}`)

/** Posts `{phone, code}` as JSON to an SMS gateway; any 2xx is taken as sent. */
export const postCode =
  (url: string): SendCode =>
  async (phone, code) => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ phone, code }),
      signal: AbortSignal.timeout(SEND_MS),
    })
    await answer.body?.cancel()
    if (!answer.ok) throw new Error(`the SMS gateway answered ${answer.status}`)
  }
