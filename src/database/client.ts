/** The PostgreSQL client as every session of the gateway needs it. */
import pg from 'pg'
import type { Link } from './link.ts'

const int8 = 20
const readOnlyTransaction = '25006'

/** A class of clients of the database at `url`, called `name` there. Its parameters (TLS and the rest) count as pg reads them. */
export const createClient = (url: string, link: Link, name: string) =>
  class extends pg.Client {
    constructor(config: pg.ClientConfig = {}) {
      const types = new pg.TypeOverrides(config.types)
      // counts, ids of the outbox and amounts of money stay below 2^53
      types.setTypeParser(int8, Number)
      super({
        types,
        application_name: name,
        statement_timeout: 10_000,
        // a node that stops in the middle of a transaction holds its locks no longer
        idle_in_transaction_session_timeout: 2000,
        query_timeout: 15_000,
        connectionTimeoutMillis: 5000,
        keepAlive: true,
        options: '-c TimeZone=UTC -c default_transaction_isolation=read\\ committed',
        connectionString: url,
      })
      link.add(this)
      // a connection that dies while nobody uses it must not end the process; the pool replaces it
      this.on('error', () => undefined)
      // a session that began when the database was read-only stays read-only: the next one is asked instead
      this.connection.on('errorMessage', ({ code }: { code?: string }) => {
        if (code === readOnlyTransaction) this.once('drain', () => void this.end())
      })
    }
  }
