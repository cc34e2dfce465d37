import type { Config } from '../config.ts'
import type { Queryable } from '../database/database.ts'

/** A pool of eight, one for placing, one for readiness: see database/connect.ts. */
const perProcess = 10

/** How many the role may have; a superuser only shares with others. */
const possible = `
  select least(
      current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
        - coalesce(current_setting('reserved_connections', true)::int, 0),
      case when not rolsuper then nullif(rolconnlimit, -1) end
    ) as possible
  from pg_roles where rolname = current_user`

/** Rejects if this node alone would open more connections than PostgreSQL takes: under load, its workers would refuse customers. */
export const checkConnections = async ({ WEB_CONCURRENCY }: Pick<Config, 'WEB_CONCURRENCY'>, database: Queryable): Promise<void> => {
  const needed = WEB_CONCURRENCY * perProcess + (WEB_CONCURRENCY > 1 ? 1 : 0)
  const [row] = await database.query<{ possible: number }>(possible)
  if (!row || needed <= row.possible) return
  throw new Error(
    `WEB_CONCURRENCY=${WEB_CONCURRENCY} opens up to ${needed} connections, and PostgreSQL takes ${row.possible} from this role: lower WEB_CONCURRENCY, or raise max_connections or the limit of the role`,
  )
}
