/** A server of Debian's PostgreSQL, as a shop runs it beside the gateway, with the programs of its version. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stablePort } from './stable-port.ts'

const versions = '/usr/lib/postgresql'
const newest = (existsSync(versions) ? readdirSync(versions) : [])
  .filter((version) => existsSync(join(versions, version, 'bin', 'initdb')))
  .sort((one, other) => Number(other) - Number(one))[0]

/** PostgreSQL refuses to run as root. */
const asPostgres = process.getuid?.() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'] : []

export interface DebianServer {
  /** Of the database `postgres`. */
  url: string
  port: number
  folder: string
  data: string
  /** Runs a program of this version as the owner of the server. */
  run(program: string, ...args: string[]): string
  /** The same for a program of the system. */
  system(program: string, ...args: string[]): string
  start(): void
  stop(how?: 'fast' | 'immediate'): void
  remove(): Promise<void>
}

export const hasDebianPostgres = newest !== undefined

/** A new cluster in a folder of its own, not started. With `data` of another one it uses that. */
export const createServer = async (settings: readonly string[] = [], initialise = true): Promise<DebianServer> => {
  if (newest === undefined) throw new Error('This needs the PostgreSQL of Debian: apt-get install postgresql')
  const folder = await mkdtemp(join(tmpdir(), 'customerbackend-debian-'))
  await chmod(folder, 0o777)
  const [data, port] = [join(folder, 'data'), await stablePort()]
  const system = (program: string, ...args: string[]) => {
    const [command = '', ...rest] = [...asPostgres, program, ...args]
    const { status, stdout, stderr } = spawnSync(command, rest, { encoding: 'utf8', cwd: folder })
    if (status !== 0) throw new Error(`${program}: ${stderr}${stdout}`)
    return stdout
  }
  const run = (program: string, ...args: string[]) => system(join(versions, newest, 'bin', program), ...args)
  if (initialise) run('initdb', '-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync')
  const flags = [`-p ${port}`, `-k ${folder}`, ...settings.map((setting) => `-c ${setting}`)].join(' ')
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    port,
    folder,
    data,
    run,
    system,
    start: () => void run('pg_ctl', 'start', '-w', '-D', data, '-o', flags, '-l', join(folder, 'log')),
    stop: (how = 'fast') => void run('pg_ctl', 'stop', '-w', '-D', data, '-m', how),
    async remove() {
      execFileSync('chmod', ['-R', 'u+rwX', folder])
      await rm(folder, { recursive: true, force: true })
    },
  }
}
