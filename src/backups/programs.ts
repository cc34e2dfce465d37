/** Finds the programs of PostgreSQL that fit a server, and runs them. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { delimiter, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { childEnvironment, type Environment } from '../config.ts'
import { readDatabaseUrl } from '../environment/database-url.ts'

export type Name = 'pg_dump' | 'pg_restore'

export interface Program {
  path: string
  major: number
}

/** Where Debian has a folder for each version, also of those that are not on the PATH. */
const versionsFolder = '/usr/lib/postgresql'

const usualFolders = (): string[] =>
  existsSync(versionsFolder) ? readdirSync(versionsFolder).map((version) => join(versionsFolder, version, 'bin')) : []

const versionOf = async (path: string): Promise<number | undefined> => {
  try {
    const { stdout } = await promisify(execFile)(path, ['--version'])
    const major = Number.parseInt(/\(PostgreSQL\) (\d+)/.exec(stdout)?.[1] ?? '', 10)
    return Number.isNaN(major) ? undefined : major
  } catch {
    // it cannot be run, so it is none of ours
    return undefined
  }
}

/** Every version of the program that is installed, the oldest first. `folder`: only the one there. */
export const findPrograms = async (name: Name, folder?: string): Promise<Program[]> => {
  const onPath = (childEnvironment().PATH ?? '').split(delimiter)
  const folders = folder === undefined ? [...onPath, ...usualFolders()] : [folder]
  const paths = folders.map((each) => join(each, name)).filter((path) => existsSync(path))
  const found = await Promise.all(paths.map(async (path) => ({ path, major: await versionOf(path) })))
  return found.flatMap(({ path, major }) => (major === undefined ? [] : [{ path, major }])).sort((one, other) => one.major - other.major)
}

/** The oldest version that is not older than the server: that one knows everything in it, and says nothing that the server does not know. */
export const fitting = (name: Name, found: readonly Program[], server: number): Program => {
  const program = found.find(({ major }) => major >= server)
  if (program) return program
  const newest = found.at(-1)
  const there = newest ? `${newest.path} is of version ${newest.major}` : `there is no ${name} here`
  throw new Error(
    `The server is PostgreSQL ${server} and ${there}: install the client programs of PostgreSQL ${server} or newer, or name their folder with --programs`,
  )
}

/**
 * The URL without its password, which the arguments of a program would show to other users, and without parameters that only other clients
 * know; and the environment that has the password.
 */
export const libpq = (url: string): { url: string; env: Environment } => {
  const { address, parameters } = readDatabaseUrl(url)
  const inAddress = /^\w+:\/\/[^/@]*?:([^@]*)@/.exec(address)?.[1]
  const password = parameters.get('password') ?? (inAddress === undefined ? undefined : decodeURIComponent(inAddress))
  parameters.delete('password')
  // a mode that only the client of Node knows
  if (parameters.get('sslmode') === 'no-verify') parameters.set('sslmode', 'require')
  // of these libpq knows only ssl=true
  if (parameters.get('ssl') === '1') parameters.set('ssl', 'true')
  else if (parameters.get('ssl') !== 'true') parameters.delete('ssl')
  // to libpq a plus is no blank
  const query = parameters.toString().replaceAll('+', '%20')
  return {
    url: `${address.replace(/^(\w+:\/\/[^/@]*?):[^@]*@/, '$1@')}${query === '' ? '' : `?${query}`}`,
    env: childEnvironment({ TZ: 'UTC', ...(password !== undefined && { PGPASSWORD: password }) }),
  }
}

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill()
})

interface Running {
  env?: Environment
  /** It gets the CPU after everything else that wants it. */
  isPolite?: boolean
}

/** Returns what the program printed; throws with what it complained of. */
export const runProgram = async (
  { path }: Program,
  args: readonly string[],
  { env = childEnvironment(), isPolite = false }: Running = {},
): Promise<string> => {
  const child = spawn(path, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  if (isPolite && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL)
  const [printed, complained, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  running.delete(child)
  if (code !== 0) throw new Error(complained.trim() || `${path} ended with ${code}`)
  return printed
}
