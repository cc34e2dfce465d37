/** Compares the schema of the database with the files of this version. */
import type { Logger } from '../logger.ts'
import type { Queryable } from './database.ts'
import { newerThanOurs, versionRow } from './migrate.ts'
import { readSqlFiles, sqlDirectory } from './sql-files.ts'

const listed = (names: readonly string[]) => {
  const [first, ...others] = names
  return others.length === 0 ? `${first} is missing` : `${first} and ${others.length} more are missing`
}

/**
 * Rejects if a file of this version was never applied. A newer version migrates while this one still runs: it may have removed files of
 * functions, and a function that is not ours may be newer or older. That is a line of the log.
 */
export const checkSchema = async (database: Queryable, log: Pick<Logger, 'warn'>, directory = sqlDirectory): Promise<void> => {
  const [state] = await database.query<{ isRestoring: boolean }>(`select to_regclass('restoring') is not null as "isRestoring"`)
  if (state?.isRestoring) throw new Error('A restore of the database has not ended: run it again until it has')
  const files = [...(await readSqlFiles(directory, 'tables')), ...(await readSqlFiles(directory, 'functions'))]
  const rows = await database.query<{ name: string; sha256: string }>('select name, sha256 from migrations')
  const applied = new Map(rows.map(({ name, sha256 }) => [name, sha256]))
  const isAhead =
    newerThanOurs(applied.get(versionRow)) !== undefined ||
    rows.some(({ name }) => name !== versionRow && !files.some((file) => file.name === name))
  const missing = files.map(({ name }) => name).filter((name) => !applied.has(name) && (name.startsWith('tables/') || !isAhead))
  if (missing.length > 0) throw new Error(`The schema is not up to date (${listed(missing)}): customerbackend migrate`)
  const different = files.filter(({ name, sha256 }) => applied.get(name) !== sha256).map(({ name }) => name)
  if (different.length > 0)
    log.warn(
      { files: different },
      'functions of the database are of another version: run the migration, unless a newer version has run its own',
    )
}
