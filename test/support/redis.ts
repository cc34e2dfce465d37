/** A real Redis server for tests. Call `describeWith('redis-server')` around tests that start one. */
import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { createInterface } from 'node:readline'
import { endWithThisProcess } from './child.ts'
import { stablePort } from './stable-port.ts'

export interface TestRedis {
  url: string
  port: number
  pid: number
  stop(): Promise<void>
}

/** Starts a Redis of its own, which can be stopped and started again on the same port. `settings` are further arguments of `redis-server`. */
export const startRedis = async (port?: number, settings: readonly string[] = []): Promise<TestRedis> => {
  const at = port ?? (await stablePort())
  const args = ['--port', String(at), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', tmpdir(), ...settings]
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const stop = endWithThisProcess(child)
  const ready = new Promise<void>((resolve, reject) => {
    const said: string[] = []
    createInterface(child.stdout).on('line', (line) => {
      said.push(line)
      if (line.includes('Ready to accept connections')) resolve()
    })
    child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}:\n${said.join('\n')}`)))
  })
  await ready
  return {
    url: `redis://127.0.0.1:${at}`,
    port: at,
    pid: child.pid ?? 0,
    stop,
  }
}
