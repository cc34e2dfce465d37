/** Files of certificates that the settings name, and that cannot be read. */
import { accessSync, constants } from 'node:fs'
import { readDatabaseUrl } from './database-url.ts'
import { codeOf } from './secret-files.ts'
import type { Environment } from './unsafe-settings.ts'

/** The parameters of `DATABASE_URL` that name files. */
const parameters = ['sslrootcert', 'sslcert', 'sslkey']

/** Node only warns about a file that is missing, and then trusts no server that needs it. */
const settings = ['NODE_EXTRA_CA_CERTS']

export const missingCertificates = (given: Environment): string[] => {
  const { DATABASE_URL = '' } = given
  const query = readDatabaseUrl(DATABASE_URL).parameters
  const named = [
    ...parameters.map((name) => ({ by: `${name} of DATABASE_URL`, path: query.get(name) === 'system' ? null : query.get(name) })),
    ...settings.map((name) => ({ by: name, path: given[name] })),
  ]
  return named.flatMap(({ by, path }) => {
    try {
      if (path) accessSync(path, constants.R_OK)
      return []
    } catch (error) {
      return [`${by} names a file that cannot be read (${codeOf(error)})`]
    }
  })
}
