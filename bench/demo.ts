/** How long `npm run demo` takes until you can sign in, with its build and its database. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { childrenOf, root } from './process.ts'
import type { Bench, Row, Scenario } from './scenario.ts'
import { engines } from './servers.ts'

const first = 'the first time'
const again = 'with data'

/** Starts the demo, stops it, and returns the seconds until it listened. */
const startOnce = async (dataDir: string, env: Readonly<Record<string, string>>): Promise<number> => {
  const started = performance.now()
  // a group of its own, to kill it whole
  const child = spawn('npm', ['run', '--silent', 'demo'], {
    cwd: root,
    detached: true,
    env: { ...process.env, ...env, DATA_DIR: dataDir, PORT: '0', HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const npm = child.pid ?? 0
  const kill = () => process.kill(-npm, 'SIGKILL')
  process.once('exit', kill)
  let output = ''
  try {
    const listening = new Promise<number>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        output += chunk.toString()
        if (output.includes('listening on')) resolve((performance.now() - started) / 1000)
      }
      child.stdout.on('data', read)
      child.stderr.on('data', read)
      child.once('exit', (code) => reject(new Error(`npm run demo ended with ${code}:\n${output}`)))
    })
    const seconds = await listening
    const ended = once(child, 'close')
    // not npm, which would end first: what the gateway has used would count as that of another program
    for (const gateway of childrenOf(npm)) process.kill(gateway, 'SIGTERM')
    await ended
    return seconds
  } finally {
    process.off('exit', kill)
  }
}

const round = async ({ progress }: Bench): Promise<Row[]> => {
  const rows: Row[] = []
  for (const { column: who, env } of engines) {
    const dataDir = join(root, '.data', `bench-demo-${process.pid}`)
    try {
      for (const load of [first, again]) {
        progress(`${who}, ${load}`)
        rows.push({ who, load, figures: { seconds: await startOnce(dataDir, env) } })
      }
    } finally {
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    }
  }
  return rows
}

export const demo: Scenario = {
  name: 'demo',
  title: 'The start of npm run demo, until it listens',
  minutes: 1,
  figures: { seconds: { title: 'seconds', digits: 1 } },
  charts: [{ figure: 'seconds', title: 'Seconds' }],
  round,
  targets: (look) => [
    { what: 'the first start', value: look('gateway', first, 'seconds'), wanted: { atMost: 15 }, unit: 's' },
    { what: 'a start with data', value: look('gateway', again, 'seconds'), wanted: { atMost: 5 }, unit: 's' },
  ],
}
