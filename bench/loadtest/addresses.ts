/** Whether this machine can open this many connections, and from which local addresses. */
import { readFileSync } from 'node:fs'
import { CannotStart, type Options } from './options.ts'

/** Linux has about 28,000 ephemeral ports per address, and blocks a port for a minute after its connection ends. */
const perAddress = 20_000
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

/** Throws `CannotStart` if the customers need more open files than allowed. */
export const requireOpenFiles = ({ clients }: Pick<Options, 'clients'>): void => {
  const limit = openFilesLimit()
  if (limit !== undefined && clients + otherFiles > limit)
    throw new CannotStart(
      `${clients} connections need more than the ${limit} open files that are allowed. Raise the limit: ulimit -n ${clients + 1000}`,
    )
}

/** The local addresses to connect from in turn; none if the system chooses. For a gateway on this machine, as many as the ports require. */
export const sourceAddresses = ({ url, clients, 'local-address': given }: Options): readonly string[] => {
  const needed = Math.ceil(clients / perAddress)
  if (given.length > 0 || needed === 1 || !new URL(url).hostname.startsWith('127.')) return given
  return Array.from({ length: needed }, (_, n) => `127.0.0.${n + 1}`)
}
