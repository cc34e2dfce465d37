import pg from 'pg'
import { clientConfig } from '../database/address.ts'

/** The name of its sessions: a gateway does not mistake them for another gateway. */
export const applicationName = 'backup and restore'

/** A connection for long statements. `replication`: one that takes the commands of replication. */
export const connectClient = async (url: string, { replication = false } = {}): Promise<pg.Client> => {
  const client = new pg.Client({
    ...clientConfig(url),
    application_name: applicationName,
    connectionTimeoutMillis: 5000,
    keepAlive: true,
    ...(replication && { replication: 'true' }),
  })
  client.on('error', () => undefined)
  await client.connect()
  // what the role has for the sessions of the gateway
  if (!replication) await client.query('set statement_timeout = 0; set idle_in_transaction_session_timeout = 0')
  return client
}
