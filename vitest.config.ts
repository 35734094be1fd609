import { defineConfig } from 'vitest/config'

const ignored = ['**/node_modules/**', '**/dist/**', 'bench/peers/**']

/** Whole worlds that live and break: the longest tests that need nothing. */
const worlds = 'test/simulation/**/*.test.ts'

/**
 * Four projects: `unit` needs nothing, `simulation` nothing but time, `pg` needs Postgres, `browser` needs Chromium and
 * the built client.
 */
export default defineConfig({
  test: {
    environment: 'node',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...ignored, worlds, '**/*.pg.test.ts', '**/*.browser.test.ts'],
          // Loading the engine anew for each file takes longer than most of their tests.
          pool: 'threads',
          isolate: false,
          // No test waits for time; this is only for a machine that is busy with something else.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'simulation',
          include: [worlds],
          exclude: ['**/*.pg.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'pg',
          include: ['**/*.pg.test.ts'],
          exclude: ignored,
          globalSetup: ['test/kit/postgres-global.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['**/*.browser.test.ts'],
          exclude: ignored,
          globalSetup: ['test/kit/postgres-global.ts', 'test/kit/browser-global.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
