/** Whether this machine can hold so many connections, and from which addresses they come. */
import { readFileSync } from 'node:fs'
import { CannotBegin, type Options } from './options.ts'

/** Linux gives some 28,000 ports to an address; ports of connections that have ended rest for a minute. */
const perAddress = 20_000
const besides = 100

/** How many files a process may have open; undefined where the system does not say. */
const openFilesLimit = (): number | undefined => {
  try {
    const soft = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1]
    return soft === undefined || soft === 'unlimited' ? undefined : Number(soft)
  } catch {
    return undefined
  }
}

/** Throws `CannotBegin` when there are more customers than files that may be open. */
export const requireOpenFiles = ({ clients }: Pick<Options, 'clients'>): void => {
  const limit = openFilesLimit()
  if (limit !== undefined && clients + besides > limit)
    throw new CannotBegin(`${clients} connections need more open files than the ${limit} that are allowed: ulimit -n ${clients + 1000}`)
}

/** The addresses to connect from in turn; none where the system may choose. A gateway on this machine gets as many as are needed. */
export const sourceAddresses = ({ url, clients, 'local-address': given }: Options): readonly string[] => {
  const needed = Math.ceil(clients / perAddress)
  if (given.length > 0 || needed === 1 || !new URL(url).hostname.startsWith('127.')) return given
  return Array.from({ length: needed }, (_, n) => `127.0.0.${n + 1}`)
}
