/** What was seen of a gateway during a moment: by its customers, on the dashboard, by the alerts and in the log. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Asked } from './diners.ts'
import { chartsOf, readDashboard } from './monitoring.ts'
import type { GatewayProcess } from './process.ts'
import type { Prometheus } from './prometheus.ts'

export interface Moment {
  what: string
  seconds: number
  answered: number
  failures: Record<string, number>
  longestWaitMs: number
  /** The seconds after which each alert fired. */
  alerts: Record<string, number>
  /** The figures of the dashboard at their worst, where they had never been before. */
  dashboard: Record<string, string>
  /** How often the log had each line that is a warning or worse. */
  log: Record<string, number>
}

interface Watched {
  prometheus: Prometheus
  asked: readonly Asked[]
  nodes: () => readonly GatewayProcess[]
}

const countEach = (names: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

const warningsIn = (output: string): string[] =>
  output.split('\n').flatMap((line) => {
    if (!line.startsWith('{') || !line.endsWith('}')) return []
    const { level, msg } = JSON.parse(line) as { level: number; msg: string }
    return level >= 40 ? [msg] : []
  })

/** The figures at the top of the dashboard, with their queries. */
const figuresOf = async () =>
  chartsOf(await readDashboard())
    .filter(({ type }) => type === 'stat')
    .flatMap(({ title, targets }) =>
      targets.map(({ expr }) => ({ title, query: expr.replaceAll('$__rate_interval', '15s').replaceAll('$instance', '.*') })),
    )

interface Range {
  min: number
  max: number
}

export const createDiary = async ({ prometheus, asked, nodes }: Watched) => {
  const figures = await figuresOf()
  const usual = new Map<string, Range>()
  const shown = (value: number) => String(Math.round(value * 100) / 100)

  const watch = async (isOver: () => boolean, began: number) => {
    const alerts: Record<string, number> = {}
    const seen = new Map<string, Range>()
    while (!isOver()) {
      for (const { labels } of await prometheus.firing()) alerts[labels.alertname ?? ''] ??= Math.round((performance.now() - began) / 1000)
      for (const { title, query } of figures) {
        const value = await prometheus.value(query)
        const { min, max } = seen.get(title) ?? { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY }
        if (value !== undefined) seen.set(title, { min: Math.min(min, value), max: Math.max(max, value) })
      }
      await sleep(500)
    }
    return { alerts, seen }
  }

  const compare = (seen: ReadonlyMap<string, Range>): Record<string, string> => {
    const unusual: Record<string, string> = {}
    for (const [title, { min, max }] of seen) {
      const known = usual.get(title) ?? { min, max }
      if (min < known.min) unusual[title] = `down to ${shown(min)}`
      if (max > known.max) unusual[title] = `up to ${shown(max)}`
    }
    return unusual
  }

  /** Plays a moment to its end. The first one is what is usual. */
  return async (what: string, play: () => Promise<unknown>): Promise<Moment> => {
    const began = performance.now()
    const told = new Map(nodes().map((node) => [node, node.output().length]))
    let isOver = false
    const watching = watch(() => isOver, began)
    const before = [...nodes()]
    await play()
    isOver = true
    const { alerts, seen } = await watching
    const answers = asked.filter(({ endedAt }) => endedAt >= began)
    const lines = [...new Set([...before, ...nodes()])].flatMap((node) => warningsIn(node.output().slice(told.get(node) ?? 0)))
    const dashboard = compare(seen)
    if (usual.size === 0) for (const [title, range] of seen) usual.set(title, range)
    return {
      what,
      seconds: Math.round((performance.now() - began) / 1000),
      answered: answers.filter(({ failedWith }) => failedWith === undefined).length,
      failures: countEach(answers.flatMap(({ failedWith }) => failedWith ?? [])),
      longestWaitMs: Math.round(Math.max(0, ...answers.map(({ tookMs }) => tookMs))),
      alerts,
      dashboard,
      log: countEach(lines),
    }
  }
}
