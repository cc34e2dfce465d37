/** A real Prometheus with the files of deploy/prometheus, in which minutes are shortened to seconds. */
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { endWithThisProcess } from './child.ts'
import { pathOfAlerts, pathOfConfig } from './monitoring.ts'
import { stablePort } from './stable-port.ts'
import { until } from './until.ts'

/** How long a condition must hold, and over what time a rate is taken. Thresholds stay. */
const shortened = (rules: string): string =>
  rules
    .replaceAll(/^( +for: )\w+$/gm, '$12s')
    .replaceAll('[5m]', '[15s]')
    .replaceAll('[10m]', '[20s]')
    .replaceAll('[15m]', '[60s]')

const withTargets = (config: string, targets: readonly string[]): string =>
  config
    .replaceAll(/^( +\w+_interval: )15s$/gm, '$11s')
    .replace(/targets: \['127\.0\.0\.1:3000', .*\]/, `targets: ${JSON.stringify(targets)}`)

const answer = z.object({ status: z.literal('success') })
const alerts = answer.extend({
  data: z.object({
    alerts: z.array(
      z.object({ state: z.string(), labels: z.record(z.string(), z.string()), annotations: z.record(z.string(), z.string()) }),
    ),
  }),
})
const vector = answer.extend({ data: z.object({ result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })) }) })
const matrix = answer.extend({ data: z.object({ result: z.array(z.unknown()) }) })

export const startPrometheus = async (targets: readonly string[]) => {
  const folder = await mkdtemp(join(tmpdir(), 'customerbackend-prometheus-'))
  const config = join(folder, 'prometheus.yml')
  await writeFile(config, withTargets(await readFile(pathOfConfig, 'utf8'), targets))
  await writeFile(join(folder, 'alerts.yml'), shortened(await readFile(pathOfAlerts, 'utf8')))
  const address = `127.0.0.1:${await stablePort()}`
  const args = [`--config.file=${config}`, `--storage.tsdb.path=${join(folder, 'data')}`, `--web.listen-address=${address}`]
  const child = spawn('prometheus', args, { stdio: 'ignore' })
  const end = endWithThisProcess(child)
  const ask = async (path: string, query: Record<string, string> = {}): Promise<unknown> =>
    (await fetch(`http://${address}/${path}?${new URLSearchParams(query)}`)).json()
  await until(async () => (await fetch(`http://${address}/-/ready`)).ok, 'Prometheus is ready')
  const since = Date.now() / 1000

  return {
    /** The alerts that fire now. */
    firing: async () => alerts.parse(await ask('api/v1/alerts')).data.alerts.filter(({ state }) => state === 'firing'),
    /** The value of a query now, or undefined where it has no single one. */
    value: async (query: string): Promise<number | undefined> => {
      const { result } = vector.parse(await ask('api/v1/query', { query })).data
      const value = Number(result[0]?.value[1])
      return result.length === 1 && Number.isFinite(value) ? value : undefined
    },
    /** How many series a query has returned since the start. */
    count: async (query: string): Promise<number> => {
      const range = { start: String(since), end: String(Date.now() / 1000), step: '2' }
      return matrix.parse(await ask('api/v1/query_range', { query, ...range })).data.result.length
    },
    stop: async () => {
      await end()
      await rm(folder, { recursive: true })
    },
  }
}

export type Prometheus = Awaited<ReturnType<typeof startPrometheus>>
