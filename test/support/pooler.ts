/** A real PgBouncer. Call `describeWith('pgbouncer')` around tests that start one. */
import { execFileSync, spawn } from 'node:child_process'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { endWithThisProcess } from './child.ts'
import { stablePort } from './stable-port.ts'

export interface Pooler {
  /** The database through the pooler. */
  url: string
  stop(): Promise<void>
}

/** 1.18 as 118. */
export const poolerVersion = (): number => {
  const [, major = 0, minor = 0] = /PgBouncer (\d+)\.(\d+)/.exec(execFileSync('pgbouncer', ['--version'], { encoding: 'utf8' })) ?? []
  return Number(major) * 100 + Number(minor)
}

/** In front of the database at `url`. `settings` are lines of `pgbouncer.ini`. */
export const startPooler = async (url: string, settings: readonly string[]): Promise<Pooler> => {
  const to = new URL(url)
  const port = await stablePort()
  const folder = await mkdtemp(join(tmpdir(), 'pooler-'))
  const file = join(folder, 'pgbouncer.ini')
  const server = `host=${to.hostname} port=${to.port} user='${decodeURIComponent(to.username)}' password='${decodeURIComponent(to.password)}'`
  await writeFile(
    file,
    [
      '[databases]',
      `* = ${server}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'auth_type = any',
    ]
      .concat(settings)
      .join('\n'),
  )
  await chmod(folder, 0o755)
  // it refuses to run as root
  const child = spawn('pgbouncer', [...(process.getuid?.() === 0 ? ['-u', 'nobody'] : []), file], { stdio: ['ignore', 'ignore', 'pipe'] })
  const end = endWithThisProcess(child, 'SIGKILL')
  await new Promise<void>((resolve, reject) => {
    const said: string[] = []
    createInterface(child.stderr).on('line', (line) => {
      said.push(line)
      if (line.includes('process up')) resolve()
    })
    child.once('exit', () => reject(new Error(`pgbouncer ended:\n${said.join('\n')}`)))
  })
  return {
    url: Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(port) }).href,
    async stop() {
      await end()
      await rm(folder, { recursive: true })
    },
  }
}
