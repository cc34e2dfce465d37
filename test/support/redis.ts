/** A real Redis, for the tests that ask: from the PATH, else installed, which may take the hook that asks first a minute. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { createInterface } from 'node:readline'
import { freePort } from '../../src/database/embedded.ts'
import { ensureInstalled } from './install.ts'

export interface TestRedis {
  url: string
  port: number
  pid: number
  stop(): Promise<void>
}

const isInstalled = () => spawnSync('redis-server', ['--version']).status === 0

const install = () => {
  ensureInstalled('redis-server')
  // Debian starts what it installs
  spawnSync('service', ['redis-server', 'stop'], { stdio: 'ignore' })
}

/** One of one's own, to stop and start again on the same port. */
export const startRedis = async (port?: number): Promise<TestRedis> => {
  if (!isInstalled()) install()
  const at = port ?? (await freePort())
  const args = ['--port', String(at), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', tmpdir()]
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const ended = once(child, 'exit')
  const ready = new Promise<void>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      if (line.includes('Ready to accept connections')) resolve()
    })
    child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}`)))
  })
  await ready
  return {
    url: `redis://127.0.0.1:${at}`,
    port: at,
    pid: child.pid ?? 0,
    async stop() {
      process.off('exit', kill)
      child.kill('SIGTERM')
      await ended
    },
  }
}

let shared: Promise<TestRedis> | undefined

/** The one that the tests of this run share. */
export const sharedRedis = (): Promise<TestRedis> => {
  shared ??= startRedis()
  return shared
}

export const stopRedis = async () => (await shared)?.stop()
