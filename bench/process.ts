/** Server processes, and what they cost by the accounts of the kernel (/proc, so Linux only). */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

/** USER_HZ is 100 on every Linux. */
const microsecondsPerTick = 10_000

interface Stat {
  name: string
  parent: number
  /** Its own time on the processors, in µs. */
  own: number
  /** That of its children that have ended. */
  ended: number
}

/** The row of a process; undefined when it has gone, or is not of this machine. */
const statOf = (pid: number): Stat | undefined => {
  let row: string
  try {
    row = readFileSync(`/proc/${pid}/stat`, 'latin1')
  } catch {
    return undefined
  }
  const end = row.lastIndexOf(')')
  // from the third field on: state, parent …, utime (14th), stime, cutime, cstime
  const fields = row.slice(end + 2).split(' ')
  const field = (nth: number) => Number(fields[nth - 3])
  return {
    name: row.slice(row.indexOf('(') + 1, end),
    parent: field(4),
    own: (field(14) + field(15)) * microsecondsPerTick,
    ended: (field(16) + field(17)) * microsecondsPerTick,
  }
}

/** µs that a process has run. */
export const cpuOf = (pid: number): number => statOf(pid)?.own ?? Number.NaN

/** µs that a process and all its children have run, those that have ended too. */
export const cpuOfFamily = (pid: number): number => {
  const head = statOf(pid)
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => statOf(Number(name)))
    .filter((stat) => stat?.parent === pid)
  return (head?.own ?? Number.NaN) + (head?.ended ?? 0) + children.reduce((sum, stat) => sum + (stat?.own ?? 0), 0)
}

/** The process whose child this is, where that has the same name: the postmaster of a backend. */
export const parentOf = (pid: number, name: string): number | undefined => {
  const stat = statOf(pid)
  return stat?.name === name && statOf(stat.parent)?.name === name ? stat.parent : undefined
}

/** Bytes of a process in memory. */
export const residentBytes = (pid: number): number => {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
  return Number(kilobytes) * 1024
}

export interface ServerProcess {
  url: string
  pid: number
  stop(): Promise<void>
}

/** Starts `node …` and waits until it says that it listens. */
export const startServer = async (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<ServerProcess> => {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
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
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (code) => reject(new Error(`node ${args.join(' ')} ended with ${code}:\n${output}`)))
  })
  return {
    url,
    pid: child.pid ?? 0,
    async stop() {
      process.off('exit', kill)
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}
