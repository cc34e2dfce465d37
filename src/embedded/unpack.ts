/** Makes a cluster of the embedded PostgreSQL from a base backup. */
import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chown, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { chooseAccount, createRun, findPrograms } from './programs.ts'

/** Rejects if the file is not a whole base backup. */
export const checkBaseBackup = async (file: string): Promise<void> => {
  const child = spawn('tar', ['-tzf', file], { stdio: ['ignore', 'pipe', 'pipe'] })
  const [listed, complained, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  const names = new Set(listed.split('\n'))
  if (code !== 0) throw new Error(`${file} is damaged, so use another backup: ${complained.trim().split('\n')[0]}`)
  if (!names.has('backup_label') || !names.has('global/pg_control'))
    throw new Error(`${file} is damaged, or is no base backup of PostgreSQL: use another backup`)
}

/** The cluster has the passwords of its time: a server that serves only its input sets a new one. */
const changePassword = async (run: ReturnType<typeof createRun>, data: string, password: string) => {
  const child = run('postgres', ['--single', '-D', data, 'postgres'], { stdio: ['pipe', 'ignore', 'pipe'] })
  if (!child.stdin || !child.stderr) throw new Error('PostgreSQL takes no input')
  child.stdin.end(`alter role postgres password '${password}'\n`)
  const [complained, [code]] = await Promise.all([text(child.stderr), once(child, 'close')])
  if (code !== 0) throw new Error(`the restored PostgreSQL does not start: ${complained.trim()}`)
}

/** Unpacks the backup to `directory`, which must not exist, and gives its superuser a new password. */
export const unpackCluster = async (file: string, directory: string): Promise<void> => {
  const data = join(directory, 'data')
  const account = chooseAccount(directory)
  await mkdir(data, { recursive: true, mode: 0o700 })
  await promisify(execFile)('tar', ['-xzf', file, '-C', data, '--no-same-owner'])
  const password = randomBytes(24).toString('base64url')
  await writeFile(join(directory, 'password'), password, { mode: 0o600 })
  if (account) {
    await promisify(execFile)('chown', ['-R', `${account.uid}:${account.gid}`, directory])
    await chown(directory, account.uid, account.gid)
  }
  await changePassword(createRun(await findPrograms(), dirname(directory), account), data, password)
}
