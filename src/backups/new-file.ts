/** Files that appear whole or not at all, that only their owner can read, and that replace no other file. */
import { randomBytes } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { access, constants, link, open, rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

const sync = async (path: string) => {
  const file = await open(path, 'r+')
  await file.sync()
  await file.close()
}

/** Calls `write` with the name of an empty file beside `path`, which becomes `path` if it succeeds. Throws if `path` exists. */
export const writeNewFile = async (path: string, write: (draft: string) => Promise<void>): Promise<void> => {
  if (existsSync(path)) throw new Error(`${path} exists, and a backup replaces no file: name another one`)
  const folder = dirname(path)
  if (!existsSync(folder)) throw new Error(`${path} cannot be written: there is no folder ${folder}`)
  await access(folder, constants.W_OK).catch((cause: unknown) => {
    throw new Error(`${path} cannot be written: this user may not write in the folder ${resolve(folder)}`, { cause })
  })
  const draft = `${path}.${randomBytes(4).toString('hex')}.part`
  await (await open(draft, 'wx', 0o600)).close()
  const remove = () => rmSync(draft, { force: true })
  // an interrupted backup leaves nothing behind
  process.once('exit', remove)
  try {
    await write(draft)
    await sync(draft)
    // unlike a rename, this fails if the file has appeared meanwhile
    await link(draft, path)
  } finally {
    await rm(draft, { force: true })
    process.off('exit', remove)
  }
}
