/** What is measured of a load: its rate, its latencies, and the CPU that an answer takes in Node and in PostgreSQL. */
import { cpuOf } from './process.ts'
import { type Figure, quantile } from './scenario.ts'
import type { Stage } from './servers.ts'

/** CPU-µs. */
export interface Cpu {
  node: number
  postgres: number
}

/** Starts to measure; the returned function tells what the server and PostgreSQL have used since. */
export const startCpu = ({ server, postgres }: Pick<Stage, 'server' | 'postgres'>): (() => Cpu) => {
  const before = { node: cpuOf(server.pid), postgres: postgres.cpu() }
  return () => ({ node: cpuOf(server.pid) - before.node, postgres: postgres.cpu() - before.postgres })
}

/** The columns of `loadFigures`. */
export const loadColumns = (rate: string) =>
  ({
    rate: { title: rate, digits: 0 },
    p50: { title: 'p50 ms', digits: 1 },
    p99: { title: 'p99 ms', digits: 1 },
    node: { title: 'Node CPU-µs', digits: 0 },
    postgres: { title: 'PostgreSQL CPU-µs', digits: 0 },
  }) satisfies Record<string, Figure>

export const loadFigures = ({ latencies, seconds }: { latencies: Float64Array; seconds: number }, { node, postgres }: Cpu) => ({
  rate: latencies.length / seconds,
  p50: quantile(latencies, 0.5),
  p99: quantile(latencies, 0.99),
  node: node / latencies.length,
  postgres: postgres / latencies.length,
})
