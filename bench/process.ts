/** Server processes, and their CPU time and memory from /proc (Linux only). */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

const readIfThere = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return undefined
  }
}

/** USER_HZ is 100 on every Linux. */
const microsecondsPerTick = 10_000

interface Stat {
  name: string
  parent: number
  /** CPU time of the process itself, in µs. */
  own: number
  /** CPU time of its children that have ended. */
  ended: number
}

/** The entry of a process; undefined when it has ended or runs on another machine. */
export const statOf = (pid: number): Stat | undefined => {
  const row = readIfThere(`/proc/${pid}/stat`)
  if (row === undefined) return undefined
  const end = row.lastIndexOf(')')
  // the third field and those after it: state, parent …, utime (14th), stime, cutime, cstime
  const fields = row.slice(end + 2).split(' ')
  const field = (nth: number) => Number(fields[nth - 3])
  return {
    name: row.slice(row.indexOf('(') + 1, end),
    parent: field(4),
    own: (field(14) + field(15)) * microsecondsPerTick,
    ended: (field(16) + field(17)) * microsecondsPerTick,
  }
}

/** CPU time summed over all threads, with the precision of the scheduler; undefined if the kernel does not have it. */
const scheduled = (pid: number): number | undefined => {
  const threads = existsSync(`/proc/${pid}/task`) ? readdirSync(`/proc/${pid}/task`) : []
  const times = threads.map((thread) => readIfThere(`/proc/${pid}/task/${thread}/schedstat`))
  const known = times.filter((time) => time !== undefined)
  return known.length === 0 ? undefined : known.reduce((sum, time) => sum + Number(time.split(' ')[0]) / 1000, 0)
}

/** CPU time of a process in µs. */
export const cpuOf = (pid: number): number => scheduled(pid) ?? statOf(pid)?.own ?? Number.NaN

/** CPU time of a process and all its children in µs, including those that have ended. */
export const cpuOfFamily = (pid: number): number => {
  const children = childrenOf(pid)
  const ended = statOf(pid)?.ended ?? Number.NaN
  // a child that ends now is part of `ended` the next time
  const running = children.map(cpuOf).filter((time) => !Number.isNaN(time))
  return running.reduce((sum, time) => sum + time, cpuOf(pid) + ended)
}

/** The parent of a process if both have this name: the postmaster of a backend. */
export const parentOf = (pid: number, name: string): number | undefined => {
  const stat = statOf(pid)
  return stat?.name === name && statOf(stat.parent)?.name === name ? stat.parent : undefined
}

/** The processes that this one has started. */
export const childrenOf = (pid: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && statOf(Number(name))?.parent === pid)
    .map(Number)

/** Resident memory of a process in bytes. */
export const residentBytes = (pid: number): number => {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
  return Number(kilobytes) * 1024
}

const steadySamples = 5

/** Resident memory after a garbage collection (`collect-garbage.mjs`), when it no longer changes. */
export const settledBytes = async (pid: number): Promise<number> => {
  process.kill(pid, 'SIGUSR2')
  let bytes = residentBytes(pid)
  for (let same = 0; same < steadySamples; ) {
    await sleep(200)
    const now = residentBytes(pid)
    same = Math.abs(now - bytes) < bytes / 1000 ? same + 1 : 0
    bytes = now
  }
  return bytes
}

export interface ServerProcess {
  url: string
  pid: number
  /** Sends a message, and waits until the process has acted on it. */
  request(message: object): Promise<void>
  stop(): Promise<void>
}

/** The servers may run on another version of Node than the benchmark. */
export const nodeOfServers = process.env.BENCH_NODE ?? process.execPath

/** Starts `node …`, and waits until it listens. */
export const startServer = async (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<ServerProcess> => {
  const child = spawn(nodeOfServers, args, {
    cwd: root,
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  let output = ''
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-10_000)
      const listening = /listening on (http:\S+)/.exec(output)?.[1]
      if (listening) resolve(listening)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', (code) => reject(new Error(`node ${args.join(' ')} ended with ${code}:\n${output}`)))
  })
  return {
    url,
    pid: child.pid ?? 0,
    async request(message) {
      const answered = new AbortController()
      const first = (event: string) => once(child, event, { signal: answered.signal })
      child.send(message)
      try {
        const ended = first('exit').then(() => Promise.reject(new Error(`node ${args.join(' ')} has ended`)))
        const [answer] = await Promise.race([first('message'), ended])
        if ('error' in answer) throw new Error(answer.error)
      } finally {
        answered.abort()
      }
    },
    async stop() {
      process.off('exit', kill)
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}
