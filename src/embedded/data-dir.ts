/** The folder of the embedded PostgreSQL. */
import { existsSync } from 'node:fs'
import { access, constants, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'

// with `recursive`, mkdir of Node hangs below /proc
const makeFolder = async (path: string): Promise<void> => {
  if (existsSync(path)) return
  await makeFolder(dirname(path))
  // another gateway may be faster
  await mkdir(path).catch((error: Error) => {
    if (!existsSync(path)) throw error
  })
}

/** Where its PostgreSQL has its files. */
export const clusterIn = (dataDir: string) => join(dataDir, 'postgres')

/** Throws if `DATA_DIR` is there and PostgreSQL cannot have its files in it. `make`: creates the folder. */
export const checkDataDir = async (dataDir: string, { make }: { make: boolean }): Promise<void> => {
  const { R_OK, W_OK, X_OK } = constants
  try {
    if (make) await makeFolder(dataDir)
    if (!existsSync(dataDir)) return
    // of the folder, so that a file is refused too
    await access(`${dataDir}/.`, existsSync(clusterIn(dataDir)) ? R_OK | X_OK : R_OK | W_OK | X_OK)
  } catch (error) {
    throw new Error(`DATA_DIR cannot be used: ${error instanceof Error ? error.message : error}`, { cause: error })
  }
}

/** Throws if `DATA_DIR` has no database: a command that creates one would hide that the setting is wrong. */
export const requireCluster = (dataDir: string): void => {
  if (existsSync(clusterIn(dataDir))) return
  throw new Error(
    `DATA_DIR has no database: ${dataDir}. Set DATA_DIR, or DATABASE_URL, as for the gateway. customerbackend serve and customerbackend migrate make a new one`,
  )
}
