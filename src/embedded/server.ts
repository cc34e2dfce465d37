/** The files of the embedded PostgreSQL: its cluster, its password, its log. */
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { chown, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Account, chooseAccount, createRun, findPrograms, type Run } from './programs.ts'

export interface Cluster {
  /** The password of its superuser, `postgres`. */
  password: string
  /** The server named in the pid file, which may have been killed since. */
  running(): { pid: number; port: number } | undefined
  /** Starts a server without waiting for it. The returned function returns the log of the server once it has ended. */
  start(port: number, flags: readonly string[]): () => string | undefined
  /** Removes what killed starts left behind, and these folders. Call it only as the owner. */
  tidy(others: readonly string[]): Promise<void>
}

/** Another gateway may be writing there, or removing the same. */
const removal = { recursive: true, force: true, maxRetries: 10, retryDelay: 50 } as const

const finished = async (child: ChildProcess) => {
  let output = ''
  child.stderr?.on('data', (chunk) => {
    output += chunk
  })
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  if (code !== 0) throw new Error(`initdb failed: ${output.trim()}`)
}

const draftPrefix = 'postgres-new-'

/** Creates the cluster in a temporary directory and renames it, so that an interrupted start leaves no incomplete cluster. */
const initialise = async (run: Run, directory: string, account: Account | undefined, flags: readonly string[]) => {
  const draft = await mkdtemp(join(dirname(directory), draftPrefix))
  const password = join(draft, 'password')
  try {
    await writeFile(password, randomBytes(24).toString('base64url'), { mode: 0o600 })
    if (account) await Promise.all([draft, password].map((path) => chown(path, account.uid, account.gid)))
    const locale = ['--encoding=UTF8', '--no-locale', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
    const access = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${password}`]
    await finished(run('initdb', ['-D', join(draft, 'data'), ...access, ...locale, ...flags], { stdio: ['ignore', 'ignore', 'pipe'] }))
    await rename(draft, directory)
  } catch (error) {
    await rm(draft, removal)
    if (!existsSync(directory)) throw error
  }
}

const fixedFlags = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'timezone=UTC',
  'log_timezone=UTC',
  'log_checkpoints=off',
  // without the rows and keys that a constraint refused: the log outlives a person who is forgotten
  'log_error_verbosity=terse',
]

// the server may remove the file at any time
const readIfThere = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}

/** The server named in the pid file of the cluster. */
export const serverOf = (directory: string): { pid: number; port: number } | undefined => {
  // pid, directory, start time, port
  const [pid, , , port] = readIfThere(join(directory, 'data', 'postmaster.pid'))
    .split('\n')
    .map(Number)
  return pid && port ? { pid, port } : undefined
}

/** Opens the cluster in `directory`, and creates it if there is none. The folder around it must exist. */
export const openCluster = async (directory: string, initdbFlags: readonly string[]): Promise<Cluster> => {
  const bin = await findPrograms()
  const data = join(directory, 'data')
  const dataDir = dirname(directory)
  const account = chooseAccount(directory)
  const run = createRun(bin, dataDir, account)
  if (!existsSync(directory)) await initialise(run, directory, account, initdbFlags)
  return {
    password: await readFile(join(directory, 'password'), 'utf8').catch((error: Error) => {
      const says = `DATA_DIR has no database that can be started: ${error.message}`
      throw new Error(`${says}. Run this as the user of the gateway; if the files are damaged, restore a backup`, { cause: error })
    }),
    running: () => serverOf(directory),
    start(port, flags) {
      const log = openSync(join(directory, 'log'), 'a', 0o600)
      const before = fstatSync(log).size
      const settings = fixedFlags.flatMap((setting) => ['-c', setting])
      // detached, so that Ctrl-C reaches the gateway only, which stops its server last
      const child = run('postgres', ['-D', data, '-p', String(port), ...settings, ...flags], {
        detached: true,
        stdio: ['ignore', log, log],
      })
      closeSync(log)
      child.unref()
      let ended = false
      for (const event of ['error', 'exit']) child.once(event, () => (ended = true))
      return () => (ended ? readFileSync(join(directory, 'log')).subarray(before).toString().trim() : undefined)
    },
    async tidy(others) {
      const drafts = (await readdir(dataDir)).filter((name) => name.startsWith(draftPrefix)).map((name) => join(dataDir, name))
      // a server that still runs in one of them ends when it misses its files, within a minute
      for (const folder of [...drafts, ...others]) await rm(folder, removal)
    },
  }
}
