/** Restores a dump or a base backup as the embedded database: into a cluster beside it, which takes its place at the end. */
import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { checkDataDir, clusterIn } from '../embedded/data-dir.ts'
import { startEmbedded } from '../embedded/embedded.ts'
import { finishRestore, makeDraft, restoredIn, takeRestored } from '../embedded/restored.ts'
import { checkBaseBackup, unpackCluster } from '../embedded/unpack.ts'
import type { Logger } from '../logger.ts'
import type { Kind } from './archive.ts'
import { openServer } from './server-target.ts'
import { stamp, type Target } from './target.ts'

interface Options {
  kind: Kind
  replace: boolean
  programs?: string
  log: Logger
}

/** The major version of the embedded PostgreSQL is that of its package: a dump is checked once its server runs. */
const makeCluster = async (draft: string, file: string, { kind, log }: Options) => {
  if (kind === 'base backup') await unpackCluster(file, clusterIn(draft))
  return startEmbedded({ dataDir: draft, log })
}

const startFormer = async (dataDir: string, log: Logger) => {
  try {
    return await startEmbedded({ dataDir, log })
  } catch (error) {
    // a running gateway must be stopped first; a broken database is why people restore
    if (error instanceof Error && error.message.includes('is in use')) throw error
    return undefined
  }
}

/** Checks everything that can be checked, and changes nothing of the database that is there. */
export const openEmbedded = async (given: string, file: string, options: Options): Promise<Target> => {
  const [dataDir, { kind, replace, log }] = [resolve(given), options]
  const place = clusterIn(dataDir)
  await checkDataDir(dataDir, { make: true })
  await finishRestore(dataDir, log)
  const isThere = existsSync(place)
  if (isThere && !replace) throw new Error(`${place} exists: set another DATA_DIR, or pass --replace, which keeps it under another name`)
  if (kind === 'base backup') await checkBaseBackup(file)
  const former = isThere ? await startFormer(dataDir, log) : undefined
  const draft = await makeDraft(dataDir)
  const cluster = await makeCluster(draft, file, options).catch(async (error: unknown) => {
    await former?.stop()
    await rm(draft, { recursive: true, force: true })
    throw error
  })
  const stop = async () => {
    await cluster.stop()
    await former?.stop()
  }
  const abandon = async () => {
    await stop()
    await rm(draft, { recursive: true, force: true })
  }
  const filled =
    kind === 'dump' ? await openServer(cluster.url, file, options).catch((error) => abandon().then(() => Promise.reject(error))) : undefined
  return {
    url: cluster.url,
    ...(former && { former: { url: former.url } }),
    fill: async () => filled?.fill(),
    commit: async () => {
      await filled?.commit()
      await stop()
      await rename(clusterIn(draft), restoredIn(dataDir, stamp()))
      const taken = await takeRestored(dataDir)
      await rm(draft, { recursive: true })
      return taken?.aside === undefined ? [] : [`The database of before is in ${taken.aside}. Remove it when you need it no more.`]
    },
    abandon: async () => {
      await filled?.abandon()
      await abandon()
    },
  }
}
