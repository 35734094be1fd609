import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** Numbers of this node for Prometheus. Other rooms add theirs to `registry`. */
export type Metrics = ReturnType<typeof createMetrics>

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export function createMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'haat_' })
  const requests = new Histogram({
    name: 'haat_http_request_seconds',
    help: 'How long HTTP requests took',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: SECONDS,
    registers: [registry],
  })
  return {
    registry,
    request({
      seconds,
      status,
      ...labels
    }: {
      method: string
      route: string
      status: number
      seconds: number
    }) {
      requests.observe({ ...labels, status: String(status) }, seconds)
    },
    counter: <Label extends string>(
      name: string,
      help: string,
      labelNames: readonly Label[] = [],
    ) => new Counter({ name: `haat_${name}`, help, labelNames, registers: [registry] }),
    seconds: <Label extends string>(
      name: string,
      help: string,
      labelNames: readonly Label[] = [],
    ) =>
      new Histogram({
        name: `haat_${name}`,
        help,
        labelNames,
        buckets: SECONDS,
        registers: [registry],
      }),
    /** A number that is looked up when somebody asks. */
    gauge: (name: string, help: string, look: () => number) =>
      new Gauge({
        name: `haat_${name}`,
        help,
        registers: [registry],
        collect() {
          this.set(look())
        },
      }),
  }
}
