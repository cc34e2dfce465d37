/** How many files this process may have open: a connection is one, and without a free one the kernel hands over no more connections. */
import { readFileSync } from 'node:fs'

const readLimits = (): string => {
  try {
    return readFileSync('/proc/self/limits', 'utf8')
  } catch {
    return ''
  }
}

/** Undefined where there is none, or where the system does not tell. Node has raised it to what the user may have. */
export const openFileLimit = (): number | undefined => {
  const [, soft] = /^Max open files +(\d+)/m.exec(readLimits()) ?? []
  return soft === undefined ? undefined : Number(soft)
}

/** For the database, Redis, the log, HTTP requests, and connections that are being refused. */
const leastReserved = 100

/** How many sockets may be open at a time, so that files are left for the rest. */
export const roomForSockets = (limit = openFileLimit()): number =>
  limit === undefined ? Number.POSITIVE_INFINITY : Math.max(0, limit - Math.max(leastReserved, Math.ceil(limit / 20)))

/** Below this the log says that the limit is low. */
const fewSockets = 4000

/** What to tell the operator about the limit, if it is low. */
export const lowLimit = (): { openFiles: number; sockets: number } | undefined => {
  const openFiles = openFileLimit()
  const sockets = roomForSockets(openFiles)
  return openFiles !== undefined && sockets < fewSockets ? { openFiles, sockets } : undefined
}
