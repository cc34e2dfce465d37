/**
 * How a restored cluster takes the place of the one of before, though the process may be killed at any moment. It is made in a folder of its own.
 * Once it is complete it waits under a name of its own until the place is free, and the next start finishes what was begun.
 */
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from '../logger.ts'
import { isAlive } from './claim.ts'
import { clusterIn } from './data-dir.ts'
import { serverOf } from './server.ts'

const draft = /^restoring-(\d+)-/
const waiting = /^postgres-restored-(\d+)$/

const namesIn = async (dataDir: string) => (existsSync(dataDir) ? readdir(dataDir) : [])

/** A folder to make a cluster in. Its name has the process that does it. */
export const makeDraft = (dataDir: string): Promise<string> => mkdtemp(join(dataDir, `restoring-${process.pid}-`))

/** The folders of restores that were killed before their cluster was complete. */
export const abandonedDrafts = async (dataDir: string): Promise<string[]> => {
  const isAbandoned = (name: string) => {
    const pid = Number(draft.exec(name)?.[1])
    // in a container each process may have the same number
    return pid === process.pid || (pid > 0 && !isAlive(pid))
  }
  return (await namesIn(dataDir)).filter(isAbandoned).map((name) => join(dataDir, name))
}

/** Where a complete cluster waits. `stamp` is a moment in digits; the cluster of before is named after it too. */
export const restoredIn = (dataDir: string, stamp: string): string => join(dataDir, `postgres-restored-${stamp}`)

/** Puts the cluster that waits in its place. Returns where the one of before is now, if there was one; undefined if none waits. */
export const takeRestored = async (dataDir: string): Promise<{ aside?: string } | undefined> => {
  const name = (await namesIn(dataDir))
    .filter((each) => waiting.test(each))
    .sort()
    .at(-1)
  if (name === undefined) return undefined
  const [place, restored, aside] = [
    clusterIn(dataDir),
    join(dataDir, name),
    join(dataDir, name.replace(waiting, 'postgres-before-restore-$1')),
  ]
  const server = serverOf(place)
  if (server && isAlive(server.pid))
    throw new Error(
      `${place} is in use, and the restored database in ${restored} takes its place: end process ${server.pid}, then start again`,
    )
  if (existsSync(place)) await rename(place, aside)
  await rename(restored, place)
  return existsSync(aside) ? { aside } : {}
}

/** Finishes a restore that was killed at its end. */
export const finishRestore = async (dataDir: string, log: Logger): Promise<void> => {
  const taken = await takeRestored(dataDir)
  if (taken) log.warn(taken, 'a restore was killed at its end: the restored database is in its place now')
}
