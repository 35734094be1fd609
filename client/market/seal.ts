import type { Replica } from '../../engine/replica/index.ts'

/** Length of an AES-GCM nonce, in bytes (NIST SP 800-38D §8.2). */
const NONCE_BYTES = 12
const KEY = 'seal-key'

/** Keeps the person's key where it can be used and not read out. */
export async function keepSealKey(replica: Replica, base64url: string): Promise<void> {
  const key = await crypto.subtle.importKey('raw', fromBase64(base64url), 'AES-GCM', false, [
    'encrypt',
    'decrypt',
  ])
  await replica.kv.set(KEY, key)
}

/** Nonce ‖ ciphertext as base64, or undefined if this device holds no key (nobody has signed in here). */
export async function seal(replica: Replica, text: string): Promise<string | undefined> {
  const key = (await replica.kv.get(KEY)) as CryptoKey | undefined
  if (!key) return undefined
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES))
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv: nonce },
    key,
    new TextEncoder().encode(text),
  )
  const bytes = new Uint8Array(NONCE_BYTES + sealed.byteLength)
  bytes.set(nonce)
  bytes.set(new Uint8Array(sealed), NONCE_BYTES)
  return toBase64(bytes)
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0))
}

function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}
