/** The files of `sql/`, from which the schema is made. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from '../root.ts'

export const sqlDirectory = fileURLToPath(new URL('sql', root))

/** A file of the schema. Its name is relative to `sql/`: `tables/0001-accounts.sql`. */
export interface SqlFile {
  name: string
  sql: string
  sha256: string
}

export const readSqlFiles = async (directory: string, kind: 'tables' | 'functions'): Promise<SqlFile[]> => {
  const names = (await readdir(join(directory, kind))).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (file) => {
      const sql = await readFile(join(directory, kind, file), 'utf8')
      return { name: `${kind}/${file}`, sql, sha256: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}
