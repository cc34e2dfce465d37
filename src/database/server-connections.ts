import type { Queryable } from './database.ts'

export interface ServerConnections {
  open: number
  limit: number
}

/** Connections to the server, of all programs and databases, and how many it allows to roles that are no superusers. */
export const countServerConnections = async (database: Queryable): Promise<ServerConnections> => {
  const [row] = await database.query<ServerConnections>(`
    select sum(numbackends)::int as open,
      current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as limit
    from pg_stat_database`)
  return row ?? { open: 0, limit: 0 }
}
