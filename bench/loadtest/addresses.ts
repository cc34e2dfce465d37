/** Whether this machine can open this many connections, and from which local addresses. */
import { readFileSync } from 'node:fs'
import { CannotStart } from './cannot-start.ts'
import type { Share } from './load.ts'
import type { Options } from './options.ts'
import { highestOf } from './schedule.ts'

/** From some 7,000 connections on, Linux searches longer and longer for a free port of an address: 0.1 ms of a processor with 5,000, 4.5 ms with 18,000. */
const perAddress = 5000
const otherFiles = 100

/** The limit of open files of this process; undefined if the system does not tell. */
const openFilesLimit = (): number | undefined => {
  try {
    const soft = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1]
    return soft === undefined || soft === 'unlimited' ? undefined : Number(soft)
  } catch {
    return undefined
  }
}

/** How many connections one generator needs. */
const connectionsOf = ({ clients, stages, rate, 'max-clients': most }: Options, { of }: Share): number =>
  Math.ceil((stages ? highestOf(stages) : rate === undefined ? clients : most) / of)

/** Throws `CannotStart` if the customers need more open files than allowed. */
export const requireOpenFiles = (options: Options, share: Share): void => {
  const limit = openFilesLimit()
  const connections = connectionsOf(options, share)
  if (limit !== undefined && connections + otherFiles > limit)
    throw new CannotStart(
      `${connections} connections need more than the ${limit} open files that are allowed. Raise the limit: ulimit -n ${connections + 1000}`,
    )
}

/** The local addresses to connect from in turn; none if the system chooses. For a gateway on this machine, as many as the ports require. */
export const sourceAddresses = (options: Options, share: Share): readonly string[] => {
  const { url, 'local-address': given } = options
  const needed = Math.ceil((connectionsOf(options, share) * share.of) / perAddress)
  if (given.length > 0 || needed === 1 || !new URL(url).hostname.startsWith('127.')) return given
  return Array.from({ length: needed }, (_, n) => `127.0.0.${n + 1}`)
}
