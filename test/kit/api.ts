/** The API of a running server, as a device calls it. */
export type SignedInDevice = {
  person: string
  device: string
  accessToken: string
  bearer: { authorization: string }
  ticket(): Promise<string>
}

export async function signInAt(
  url: string,
  phone: string,
  device: string | { id: string; label: string } = 'a test',
): Promise<SignedInDevice> {
  const { code } = await post(url, '/api/auth/otp', { phone })
  const signed = await post(url, '/api/auth/verify', { phone, code, device })
  const bearer = { authorization: `Bearer ${signed.accessToken}` }
  return {
    person: signed.person.id,
    device: signed.device,
    accessToken: signed.accessToken,
    bearer,
    ticket: async () => (await post(url, '/api/sync/ticket', {}, bearer)).ticket,
  }
}

async function post(url: string, path: string, body: object, headers: Record<string, string> = {}) {
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  })
  const said = await answer.json()
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(said)}`)
  return said
}
