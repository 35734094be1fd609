import { totalmem } from 'node:os'

const MIB = 1024 * 1024

/**
 * `haat.conf`, read after `postgresql.conf`: for two cores and many short batches. What makes a commit durable is
 * spelled out and never traded for speed.
 */
export function tuning({ port, memory = totalmem() }: { port: number; memory?: number }): string {
  const shared = Math.round(Math.min(512, Math.max(64, memory / MIB / 8)))
  const settings: Record<string, string | number> = {
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',

    port,
    listen_addresses: "'127.0.0.1'",
    unix_socket_directories: "''",
    max_connections: 200,
    password_encryption: "'scram-sha-256'",
    timezone: "'UTC'",
    log_timezone: "'UTC'",

    shared_buffers: `${shared}MB`,
    effective_cache_size: `${shared * 3}MB`,
    work_mem: '8MB',
    maintenance_work_mem: '64MB',
    random_page_cost: 1.1,
    // Batches are short: compiling a plan, or sharing it among workers, costs more than it gives.
    jit: 'off',
    max_parallel_workers_per_gather: 0,

    // Fewer checkpoints, spread out: after each one every page is written whole to the WAL once.
    checkpoint_timeout: '15min',
    checkpoint_completion_target: 0.9,
    min_wal_size: '256MB',
    max_wal_size: '2GB',
    wal_buffers: '16MB',
    wal_compression: 'pglz',

    // `pending` and `lanes` turn over all the time; a bloated one slows every batch.
    autovacuum_naptime: '15s',
    autovacuum_vacuum_scale_factor: 0.05,
    autovacuum_vacuum_cost_limit: 1000,

    log_checkpoints: 'off',
    log_lock_waits: 'on',
    deadlock_timeout: '1s',
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`)
  return `${lines.join('\n')}\n`
}
