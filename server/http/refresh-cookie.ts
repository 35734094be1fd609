import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { isSecure } from './client-address.ts'
import type { AppEnv } from './factory.ts'

/** Over plain HTTP (a demo on localhost) browsers refuse `__Host-` names, which demand Secure. */
const nameOf = (c: Context<AppEnv>) => (isSecure(c) ? '__Host-haat-refresh' : 'haat-refresh')

export const readRefresh = (c: Context<AppEnv>): string | undefined => getCookie(c, nameOf(c))

export function keepRefresh(
  c: Context<AppEnv>,
  { token, expiresAt }: { token: string; expiresAt: number },
) {
  setCookie(c, nameOf(c), token, {
    httpOnly: true,
    sameSite: 'Strict',
    path: '/',
    secure: isSecure(c),
    maxAge: Math.max(0, Math.floor((expiresAt - Date.now()) / 1000)),
  })
}

export function forgetRefresh(c: Context<AppEnv>) {
  deleteCookie(c, nameOf(c), { path: '/', secure: isSecure(c) })
}
