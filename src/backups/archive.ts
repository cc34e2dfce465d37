/** What a backup file is, and whether it is whole. Nothing is changed here. */
import { open } from 'node:fs/promises'
import { readSqlFiles, sqlDirectory } from '../database/sql-files.ts'
import { cannotRead } from './cannot-read.ts'
import { findPrograms, fitting, type Program, runProgram } from './programs.ts'

export type Kind = 'dump' | 'base backup'

/** By its first bytes: pg_dump's custom format, or a compressed tar. */
export const kindOf = async (path: string): Promise<Kind> => {
  const file = await open(path, 'r').catch(cannotRead(path))
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(5), 0, 5, 0).catch(cannotRead(path))
    const head = buffer.subarray(0, bytesRead)
    if (head.toString('latin1') === 'PGDMP') return 'dump'
    if (head[0] === 0x1f && head[1] === 0x8b) return 'base backup'
  } finally {
    await file.close()
  }
  throw new Error(`${path} is no backup: it is neither in the custom format of pg_dump nor a base backup`)
}

/** The migrations in the dump, by name. */
const migrationsOf = async (program: Program, path: string): Promise<Map<string, string>> => {
  const script = await runProgram(program, ['--data-only', '--table=migrations', '--file=-', path])
  const [columns = '', rows = ''] = /^COPY \S+migrations \((.+)\) FROM stdin;\n([\s\S]*?)^\\\.$/m.exec(script)?.slice(1) ?? []
  const names = columns.split(', ')
  const [name, sha256] = [names.indexOf('name'), names.indexOf('sha256')]
  return new Map(rows.split('\n').flatMap((row) => (row === '' ? [] : [[row.split('\t')[name] ?? '', row.split('\t')[sha256] ?? '']])))
}

/** Functions are replaced after a restore. The tables are as the files have made them, and only newer files are applied. */
const refuseOtherTables = async (path: string, applied: ReadonlyMap<string, string>) => {
  if (applied.size === 0) throw new Error(`${path} is not a dump of a database of the gateway: it has no migrations`)
  const ours = new Map((await readSqlFiles(sqlDirectory, 'tables')).map(({ name, sha256 }) => [name, sha256]))
  const unknown = [...applied].filter(([name, sha256]) => name.startsWith('tables/') && ours.get(name) !== sha256).map(([name]) => name)
  if (unknown.length > 0)
    throw new Error(`${path} was made by another version (${unknown.join(', ')}): restore it with that version or a newer one`)
}

const explain = (path: string, error: unknown) => {
  const said = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
  return new Error(
    /unsupported version/.test(said)
      ? `${path} was made by a newer pg_dump than the pg_restore here reads: install the client programs of that version (${said})`
      : `${path} is damaged, so use another backup: ${said}`,
    { cause: error },
  )
}

/** Reads the whole dump. Resolves with the pg_restore that fits both it and the server; throws if it is damaged, or is not ours. */
export const checkDump = async (path: string, server: number, folder?: string): Promise<Program> => {
  const program = fitting('pg_restore', await findPrograms('pg_restore', folder), server)
  try {
    await runProgram(program, ['--file=/dev/null', path])
  } catch (error) {
    throw explain(path, error)
  }
  await refuseOtherTables(path, await migrationsOf(program, path))
  return program
}
