/** The forms of `DATABASE_URL`, as PostgreSQL's own programs and cloud providers write it, and what is wrong with one. */

import type { Environment } from './unsafe-settings.ts'

/** What the gateway takes from the parameters. Others, such as those of other clients, have no effect. */
const used: ReadonlySet<string> = new Set([
  ...['user', 'password', 'host', 'port', 'dbname', 'options'],
  ...['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'sslnegotiation', 'ssl', 'channel_binding'],
])

const modes = ['disable', 'require', 'verify-ca', 'verify-full', 'no-verify']

export interface DatabaseUrl {
  /** Without the parameters. */
  address: string
  /** Those that have an effect. */
  parameters: URLSearchParams
  /** The names of the others. */
  ignored: readonly string[]
}

export const readDatabaseUrl = (url: string): DatabaseUrl => {
  const at = url.indexOf('?')
  const all = new URLSearchParams(at < 0 ? '' : url.slice(at + 1))
  return {
    address: at < 0 ? url : url.slice(0, at),
    parameters: new URLSearchParams([...all].filter(([name, value]) => used.has(name) && value !== '')),
    ignored: [...new Set(all.keys())].filter((name) => !used.has(name)),
  }
}

/** `postgres://user:password@host:port/database`; without a host, the parameter `host` names it, or the directory of a socket. */
const isAddress = (address: string) => {
  const form = /^postgres(?:ql)?:\/\/(?:[^/?#]*@)?([^/?#@]*)(?:\/[^/?#]*)?$/.exec(address)
  // the userinfo is valid on its own, so that this works without a host
  return form !== null && URL.canParse(address.replace(/@(?=\/|$)/, '@socket'))
}

const faultOf = (url: string): string | undefined => {
  const { address, parameters } = readDatabaseUrl(url)
  const host = /^\w+:\/\/(?:.*@)?([^/?#]*)/.exec(address)?.[1] ?? ''
  if (/^postgres(?:ql)?:/.test(url) && `${host}${parameters.get('host') ?? ''}${parameters.get('port') ?? ''}`.includes(','))
    return 'DATABASE_URL names several hosts, and the gateway connects to one: give a name that always leads to the primary'
  if (!isAddress(address))
    return 'DATABASE_URL takes postgres://user:password@host:port/database; in the user and the password, write /, ?, #, @ and % as %2F, %3F, %23, %40 and %25'
  const mode = parameters.get('sslmode')
  if (mode !== null && !modes.includes(mode))
    return 'sslmode of DATABASE_URL takes disable, require, verify-ca or verify-full: the gateway does not fall back to a connection without TLS'
  if (mode === 'verify-ca' && !parameters.has('sslrootcert'))
    return 'sslmode=verify-ca of DATABASE_URL requires sslrootcert, the file with the certificate of the CA'
  return undefined
}

/** One sentence, without any value of the URL: it has a password. */
export const databaseUrlFaults = ({ DATABASE_URL }: Environment): string[] => {
  const fault = DATABASE_URL === undefined ? undefined : faultOf(DATABASE_URL)
  return fault === undefined ? [] : [fault]
}
