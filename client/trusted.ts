/**
 * The `default` Trusted Types policy, imported before everything else. Solid clones its templates from `innerHTML` and a
 * worker is registered by address, so both must pass here: markup without scripts or handlers, addresses of our own
 * origin. Anything else stays refused by the browser.
 */
type Policy = {
  createHTML(markup: string): string
  createScriptURL(address: string): string
}
type Factory = { createPolicy(name: string, policy: Policy): unknown }

export const policy: Policy = {
  createHTML(markup) {
    if (/<script|\son[a-z]+\s*=|javascript:/i.test(markup)) {
      throw new TypeError('refused markup with a script or a handler in it')
    }
    return markup
  },
  createScriptURL(address) {
    if (new URL(address, location.href).origin !== location.origin) {
      throw new TypeError(`refused a script of another origin: ${address}`)
    }
    return address
  },
}

const types = (globalThis as { trustedTypes?: Factory }).trustedTypes
types?.createPolicy('default', policy)
