/** The schema: the files of `sql/`, each applied once, in the order of their numbers, and never edited afterwards. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { AppError } from '../errors.ts'

const sqlDirectory = fileURLToPath(new URL('../../sql', import.meta.url))

/** Whoever waits for a lock makes all others wait who come after: a backup holds one for hours. */
const waitForLock = '2s'
const giveWayMs = 3000
const lockNotAvailable = '55P03'

// a file and its record commit together; a failure ends the session, and so the transaction and the lock
const attempt = async (client: pg.Client, name: string, sql: string, sha256: string) => {
  try {
    await client.query(`begin; set local lock_timeout = '${waitForLock}'`)
    await client.query(sql)
    await client.query('insert into migrations (name, sha256) values ($1, $2)', [name, sha256])
    await client.query('commit')
    return true
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === lockNotAvailable) {
      await client.query('rollback')
      return false
    }
    const line = error instanceof pg.DatabaseError && error.position ? `:${sql.slice(0, Number(error.position)).split('\n').length}` : ''
    throw new Error(`${name}${line}: ${error instanceof Error ? error.message : error}`, { cause: error })
  }
}

/** Lets those pass who use the tables in between, for as long as it takes. */
const apply = async (...file: Parameters<typeof attempt>) => {
  while (!(await attempt(...file))) await sleep(giveWayMs)
}

/** Applies what is missing and returns the names of those files. Several nodes may do so at once: one works, the others wait. */
export const migrate = async (url: string, directory = sqlDirectory): Promise<string[]> => {
  const files = (await readdir(directory)).filter((name) => /^\d{4}-.+\.sql$/.test(name)).sort()
  const client = new pg.Client({ connectionString: url, application_name: 'customerbackend migrate' })
  client.on('error', () => undefined)
  await client.connect().catch((cause: unknown) => {
    throw new AppError('database_unavailable', { cause })
  })
  try {
    await client.query("select pg_advisory_lock(hashtext('customerbackend migrate'))")
    await client.query(
      'create table if not exists migrations (name text primary key, sha256 text not null, applied_at timestamptz not null default now())',
    )
    const { rows } = await client.query<{ name: string; sha256: string }>('select name, sha256 from migrations')
    const applied = new Map(rows.map(({ name, sha256 }) => [name, sha256]))
    const added: string[] = []
    for (const name of files) {
      const sql = await readFile(join(directory, name), 'utf8')
      const sha256 = createHash('sha256').update(sql).digest('hex')
      if (!applied.has(name)) {
        await apply(client, name, sql, sha256)
        added.push(name)
      } else if (applied.get(name) !== sha256) {
        throw new Error(`${name} is not what this database was made with: files that were applied stay as they are, a change is a new file`)
      }
    }
    return added
  } finally {
    await client.end()
  }
}
