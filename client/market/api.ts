import type { Place } from '../../schema/place.ts'
import type { Band, Price, Product } from '../../schema/product.ts'
import type { Store } from '../../schema/store.ts'

/** A no from the server, `application/problem+json`: a stable code, and when to come back if it says so. */
export type Refusal = { code: string; params: Record<string, unknown>; retryAt?: number }
/** `saidAt`: when the server said it, by its own clock; an answer may have been kept since. */
export type Answer<Value> =
  | { ok: true; value: Value; saidAt?: number }
  | { ok: false; refusal: Refusal }

export type NearbyStore = Store & { metres?: number }
export type Hit = { product: Product; price: Price; band: Band; metres?: number }
export type SignedIn = {
  accessToken: string
  expiresAt: number
  person: { id: string; phone: string; name?: string; sealKey: string }
  device: string
}
export type Device = { id: string; label: string; seenAt: number; sessions: number }

/** How long one request may take before it counts as no answer. */
const PATIENCE_MS = 15_000

/**
 * One request. Never throws: no network, silence and nonsense are the refusal `no-answer`, so that a screen has one way
 * to say no.
 */
export async function call<Value>(
  path: string,
  {
    method = 'GET',
    body,
    token,
  }: { method?: string; body?: unknown; token?: string | undefined } = {},
): Promise<Answer<Value>> {
  try {
    const answer = await fetch(path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    if (answer.ok) {
      const saidAt = Date.parse(answer.headers.get('date') ?? '')
      const value = (answer.status === 204 ? undefined : await answer.json()) as Value
      return Number.isNaN(saidAt) ? { ok: true, value } : { ok: true, value, saidAt }
    }
    const problem = (await answer.json().catch(() => ({}))) as Partial<Refusal>
    const seconds = Number(answer.headers.get('retry-after'))
    return {
      ok: false,
      refusal: {
        code: problem.code ?? (answer.status === 401 ? 'session-expired' : `http-${answer.status}`),
        params: problem.params ?? {},
        ...(seconds > 0 && { retryAt: Date.now() + seconds * 1000 }),
      },
    }
  } catch {
    return { ok: false, refusal: { code: 'no-answer', params: {} } }
  }
}

const degrees = (place: Place) => `${place.latE6 / 1e6},${place.lngE6 / 1e6}`

export const nearbyStores = (near: Place | undefined) =>
  call<NearbyStore[]>(`/api/stores${near ? `?near=${degrees(near)}` : ''}`)

export const searchShops = (query: string, near: Place | undefined) =>
  call<{ hits: Hit[] }>(
    `/api/search?${new URLSearchParams({
      q: query,
      ...(near && { near: degrees(near) }),
    })}`,
  )

export const askCode = (phone: string) =>
  call<{ phone: string; expiresAt: number; resendAt: number; code?: string }>('/api/auth/otp', {
    method: 'POST',
    body: { phone },
  })

export const verifyCode = (body: {
  phone: string
  code: string
  device: { id: string; label: string }
}) => call<SignedIn>('/api/auth/verify', { method: 'POST', body })
