/** Keeps pictures in a folder. */
import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PictureFiles } from './files.ts'

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT'

export const picturesInFolder = (folder: string): PictureFiles => ({
  async write(name, bytes) {
    await mkdir(folder, { recursive: true })
    // another process may read it now
    const draft = join(folder, `${name}.${randomUUID()}`)
    try {
      await writeFile(draft, bytes, { flush: true })
      await rename(draft, join(folder, name))
    } catch (error) {
      await rm(draft, { force: true })
      throw error
    }
  },

  async read(name) {
    try {
      return await readFile(join(folder, name))
    } catch (error) {
      if (isMissing(error)) return undefined
      throw error
    }
  },

  remove: (name) => rm(join(folder, name), { force: true }),
})
