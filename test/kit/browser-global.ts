import type { TestProject } from 'vitest/node'
import { ensureChromium } from './chromium.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of the Chromium to launch with playwright-core, with `browserFlags` of `chromium.ts`. */
    chromium: string
  }
}

/** A browser test without a browser fails; it is never skipped. */
export default function setup(project: TestProject) {
  const chromium = ensureChromium()
  if ('sentence' in chromium) throw new Error(chromium.sentence)
  project.provide('chromium', chromium.path)
}
