/** A gateway in a process of its own, as in production. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { engineName } from './engine.ts'
import { root } from './root.ts'
import { stablePort } from './stable-port.ts'

export interface GatewayProcess {
  url: string
  child: ChildProcess
  /** What it has written to stdout and stderr so far. */
  output(): string
  /** Sends the signal and resolves with the exit code, or null where the signal killed it. */
  kill(signal: NodeJS.Signals): Promise<number | null>
}

/** A failing test or an interrupted run must leave no process behind. */
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGTERM')
})

/** Starts `node dist/main.js`, with a program such as `prlimit` before it if there is one, and waits until it listens. */
export const startProcess = async (
  env: Record<string, string>,
  folder: string = root,
  before: readonly string[] = [],
): Promise<GatewayProcess> => {
  // workers listen some seconds after their supervisor has found a port
  const PORT = env.WEB_CONCURRENCY === undefined ? '0' : String(await stablePort())
  const [program = process.execPath, ...args] = [...before, process.execPath, 'dist/main.js']
  const child = spawn(program, args, {
    cwd: folder,
    env: { PATH: process.env.PATH, ENGINE: engineName, HOST: '127.0.0.1', PORT, RATE_LIMITS: 'off', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  let output = ''
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString()
      const listening = /listening on (http:\S+)/.exec(output)
      if (listening?.[1]) resolve(listening[1])
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (code) => reject(new Error(`the gateway ended with ${code}:\n${output}`)))
  })
  return {
    url,
    child,
    output: () => output,
    kill: async (signal) => {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
      child.kill(signal)
      const [code] = await once(child, 'exit')
      return code
    },
  }
}
