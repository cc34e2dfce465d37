/** How the PostgreSQL client connects to a `DATABASE_URL`, with the meanings that PostgreSQL's own programs give it. */
import type pg from 'pg'
import { parse, toClientConfig } from 'pg-connection-string'
import { readDatabaseUrl } from '../environment/database-url.ts'

/** What is specific to pg, or newer than it. */
const translate = (parameters: URLSearchParams) => {
  if (parameters.get('sslmode') === 'no-verify') parameters.set('sslmode', 'require')
  if (parameters.get('sslrootcert') === 'system') {
    // the public CAs, which are what Node trusts anyway
    parameters.delete('sslrootcert')
    parameters.set('sslmode', 'verify-full')
  }
}

const isSocket = (host: string | undefined) => host?.startsWith('/') === true

/** Throws where a file of a certificate cannot be read. */
export const clientConfig = (url: string): pg.ClientConfig => {
  const { address, parameters } = readDatabaseUrl(url)
  translate(parameters)
  const query = parameters.toString()
  const parsed = parse(query === '' ? address : `${address}?${query}`, { useLibpqCompat: true })
  const { host, port, user, password, database, ssl, options } = toClientConfig(parsed)
  return {
    ...(host && { host }),
    ...(port && { port }),
    ...(user && { user }),
    ...(password && { password }),
    ...((parsed.dbname || database) && { database: String(parsed.dbname || database) }),
    // a socket of this machine is not encrypted
    ...(ssl !== undefined && { ssl: isSocket(host) ? false : ssl }),
    ...(options && { options }),
    ...(/^(require|prefer)$/.test(parameters.get('channel_binding') ?? '') && { enableChannelBinding: true }),
  }
}

/** What an operator may expect of the URL, and does not get. */
export const unusedParts = (url: string): { ignored: readonly string[]; isUnverified: boolean } => {
  const { ssl } = clientConfig(url)
  return { ignored: readDatabaseUrl(url).ignored, isUnverified: typeof ssl === 'object' && ssl.rejectUnauthorized === false }
}
