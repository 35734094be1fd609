/** What this device is called in the list of devices: browser and system, as the browser says them. */
export function deviceLabel(agent: string = navigator.userAgent): string {
  const browser = /Firefox\//.test(agent)
    ? 'Firefox'
    : /Edg\//.test(agent)
      ? 'Edge'
      : /SamsungBrowser\//.test(agent)
        ? 'Samsung Internet'
        : /Chrome\//.test(agent)
          ? 'Chrome'
          : 'Safari'
  const system = /Android/.test(agent)
    ? 'Android'
    : /iPhone|iPad/.test(agent)
      ? 'iOS'
      : /Mac OS X/.test(agent)
        ? 'macOS'
        : /Windows/.test(agent)
          ? 'Windows'
          : 'Linux'
  return `${browser} · ${system}`
}
