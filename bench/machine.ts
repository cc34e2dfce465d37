/** The machine of a run. */
import { execFileSync } from 'node:child_process'
import { closeSync, fdatasyncSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { availableParallelism, cpus, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import { testerVersion } from './loadtest/version.ts'
import { nodeOfServers, root } from './process.ts'

const writes = 200

/** Time to flush 8 KiB to the disk, in µs (median): the least that a commit can take. */
const flushMicroseconds = (): number => {
  const directory = join(root, '.data')
  mkdirSync(directory, { recursive: true })
  const path = join(directory, `flush-${process.pid}`)
  const file = openSync(path, 'w')
  const page = Buffer.alloc(8192, 1)
  const times = Float64Array.from({ length: writes }, (_, n) => {
    const started = performance.now()
    writeSync(file, page, 0, page.length, n * page.length)
    fdatasyncSync(file)
    return (performance.now() - started) * 1000
  }).sort()
  closeSync(file)
  rmSync(path)
  return Math.round(times[writes / 2] ?? Number.NaN)
}

/** The hardware and software that a program runs on. */
export interface Platform {
  cores: number
  processor: string
  memoryGib: number
  system: string
  node: string
}

export const describePlatform = (): Platform => ({
  cores: availableParallelism(),
  processor: cpus()[0]?.model ?? '',
  memoryGib: Math.round(totalmem() / 2 ** 30),
  system: `${type()} ${release()}`,
  node: process.version,
})

export interface Machine extends Platform {
  date: string
  /** Of the gateway, with its commit. Undefined in results of older runs. */
  version?: string
  flushMicroseconds: number
}

export const describeMachine = (): Machine => ({
  date: new Date().toISOString().slice(0, 10),
  version: testerVersion(),
  ...describePlatform(),
  node: execFileSync(nodeOfServers, ['--version'], { encoding: 'utf8' }).trim(),
  flushMicroseconds: flushMicroseconds(),
})
