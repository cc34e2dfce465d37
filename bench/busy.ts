/** How much of the processors the other programs of this machine use, from /proc (Linux only). */
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { statOf } from './process.ts'

/** Above this share of one processor, the others disturb a measurement. */
export const tooBusy = 0.1

interface Used {
  at: number
  /** CPU time of everything on the machine without its kernel threads, in µs, and of the processes of the bench. */
  everything: number
  ours: number
  each: ReadonlyMap<number, { name: string; time: number }>
}

const microsecondsPerTick = 10_000
const kernelThreads = 2

const readEverything = (): number => {
  const [, user = 0, nice = 0, system = 0] = readFileSync('/proc/stat', 'latin1').split('\n')[0]?.split(/\s+/).map(Number) ?? []
  return (user + nice + system) * microsecondsPerTick
}

/** `roots` and their descendants are the bench. */
const read = (roots: readonly number[]): Used => {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const stats = new Map(pids.flatMap((pid) => [statOf(Number(pid))].flatMap((stat) => (stat ? [[Number(pid), stat] as const] : []))))
  const belongsTo = (pid: number, ancestors: readonly number[]): boolean =>
    ancestors.includes(pid) || (stats.has(pid) && pid > 1 && belongsTo(stats.get(pid)?.parent ?? 0, ancestors))
  let ours = 0
  let kernel = 0
  const each = new Map<number, { name: string; time: number }>()
  for (const [pid, { name, own, ended }] of stats) {
    if (belongsTo(pid, roots)) ours += own + ended
    else if (belongsTo(pid, [kernelThreads])) kernel += own
    else each.set(pid, { name, time: own })
  }
  return { at: performance.now(), everything: readEverything() - kernel, ours, each }
}

export interface Others {
  /** In processors: 0.5 is half of one. NaN if the system does not tell. */
  processors: number
  /** The programs that used most, for a message. */
  busiest: readonly string[]
}

const between = (before: Used, after: Used): Others => {
  const elapsed = (after.at - before.at) * 1000
  const programs = [...after.each]
    .map(([pid, { name, time }]) => ({ pid, name, share: (time - (before.each.get(pid)?.time ?? time)) / elapsed }))
    .filter(({ share }) => share > tooBusy / 10)
    .sort((a, b) => b.share - a.share)
  return {
    processors: Math.max(0, (after.everything - before.everything - (after.ours - before.ours)) / elapsed),
    busiest: programs.slice(0, 3).map(({ pid, name, share }) => `${name} (${pid}) ${(100 * share).toFixed(0)} %`),
  }
}

/** Starts to measure. The returned function says what the others have used since. */
export const watchOthers = (roots: readonly number[]): (() => Others) => {
  const before = read(roots)
  return () => between(before, read(roots))
}

/** What the others use now, over some seconds. */
export const measureOthers = async (roots: readonly number[], seconds: number): Promise<Others> => {
  const end = watchOthers(roots)
  await sleep(seconds * 1000)
  return end()
}

export const describeOthers = ({ processors, busiest }: Others): string =>
  `other programs used ${(100 * processors).toFixed(0)} % of a processor${busiest.length > 0 ? `: ${busiest.join(', ')}` : ''}`
