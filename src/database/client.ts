/** The PostgreSQL client with the settings that every session of the gateway needs. */
import pg from 'pg'
import { clientConfig } from './address.ts'
import type { Link } from './link.ts'
import { startupOptions } from './session-settings.ts'

const int8 = 20
const readOnlyTransaction = '25006'
const planHasChanged = '0A000'
const statementIsGone = '26000'

interface Session {
  /** What PostgreSQL shows as the name of the session. */
  name: string
  /** Called with each client before it connects. */
  onOpen?: ((client: pg.Client) => void) | undefined
}

/** A client class for the database at `url`. */
export const createClient = (url: string, link: Link, { name, onOpen }: Session) => {
  const { options = '', ...address } = clientConfig(url)
  return class extends pg.Client {
    constructor(config: pg.ClientConfig = {}) {
      const types = new pg.TypeOverrides(config.types)
      // counts, ids of the outbox and amounts of money stay below 2^53
      types.setTypeParser(int8, Number)
      super({
        types,
        application_name: name,
        query_timeout: 15_000,
        connectionTimeoutMillis: 5000,
        keepAlive: true,
        ...address,
        // the last one counts
        options: `${options} ${startupOptions}`.trim(),
      })
      link.add(this)
      onOpen?.(this)
      // an idle connection that dies must not end the process; the pool replaces it
      this.on('error', () => undefined)
      // A session that began while the database was read-only stays read-only, and one whose prepared statements no longer fit the schema,
      // or were taken away, keeps failing: we replace it.
      this.connection.on('errorMessage', ({ code = '' }: { code?: string }) => {
        if ([readOnlyTransaction, planHasChanged, statementIsGone].includes(code)) this.once('drain', () => void this.end())
      })
    }
  }
}
