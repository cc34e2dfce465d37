/** Backups with pg_dump, in its custom format. */
import { stat } from 'node:fs/promises'
import { connectClient } from './client.ts'
import { findPrograms, fitting, libpq, runProgram } from './programs.ts'
import { sandboxSchema } from './target.ts'

/** A migration that holds a table must not make the backup wait for ever. */
const lockWaitMs = 60_000

/** The major version of the server, the schema of the tables and the bytes of the database. */
const describeSql = `
  select current_setting('server_version_num')::int / 10000 as major, current_schema() as schema, pg_database_size(current_database())::float as bytes,
    to_regclass('migrations') is null as "isForeign", to_regclass('restoring') is not null as "isRestoring"`

interface Described {
  major: number
  schema: string
  bytes: number
  /** No gateway has ever migrated it. */
  isForeign: boolean
  /** A restore has begun and not ended. */
  isRestoring: boolean
}

const describe = async (url: string): Promise<Described> => {
  const client = await connectClient(url)
  try {
    const [described] = (await client.query<Described>(describeSql)).rows
    if (!described) throw new Error('PostgreSQL does not say its version')
    return described
  } finally {
    await client.end()
  }
}

/** Called now and then with the bytes that are written, and those of the database, which are more. */
export type OnProgress = (written: number, ofDatabase: number) => void

/** Writes the database into the empty file `draft`. It locks nothing that placing orders needs (decision 0016). */
export const dump = async (
  url: string,
  draft: string,
  { programs, onProgress }: { programs?: string; onProgress: OnProgress },
): Promise<void> => {
  const { major, schema, bytes, isForeign, isRestoring } = await describe(url)
  if (isRestoring)
    throw new Error('A restore of the database has not ended, so a backup would have a part of it: run the restore again until it has')
  if (isForeign) throw new Error('The database that DATABASE_URL names is not one of the gateway: it has no migrations')
  const program = fitting('pg_dump', await findPrograms('pg_dump', programs), major)
  const connection = libpq(url)
  const progress = setInterval(() => void stat(draft).then(({ size }) => onProgress(size, bytes)), 500)
  const args = [
    '--format=custom',
    `--schema=${schema}`,
    `--schema=${sandboxSchema}`,
    `--lock-wait-timeout=${lockWaitMs}`,
    `--file=${draft}`,
    `--dbname=${connection.url}`,
  ]
  try {
    await runProgram(program, args, { env: connection.env, isPolite: true })
  } finally {
    clearInterval(progress)
  }
}
