/**
 * Base backups of the embedded PostgreSQL. Its package has no pg_dump, and that of a distribution is often older. The server itself packs its
 * files into a tar, with the WAL that makes them consistent: what pg_basebackup asks for too.
 */
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type pg from 'pg'
import { checkBaseBackup } from '../embedded/unpack.ts'
import { connectClient } from './client.ts'
import type { OnProgress } from './dump.ts'

const ofData = 'd'.charCodeAt(0)

/** Sends the command, and calls `take` with each part of the tar. The other messages describe the tablespaces and the progress. */
class BaseBackup implements pg.Submittable {
  readonly ended: Promise<void>
  #resolve = () => {}
  #reject: (error: Error) => void = () => {}
  readonly #take: (part: Buffer, connection: pg.Connection) => void

  constructor(take: (part: Buffer, connection: pg.Connection) => void) {
    this.#take = take
    this.ended = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  submit(connection: pg.Connection) {
    connection.query("BASE_BACKUP (LABEL 'customerbackend', CHECKPOINT 'fast', WAL, PROGRESS, MANIFEST 'no')")
  }

  handleCopyData({ chunk }: { chunk: Buffer }, connection: pg.Connection) {
    // a copy, because the client reads the next message into the same memory
    if (chunk[0] === ofData) this.#take(Buffer.from(chunk.subarray(1)), connection)
  }

  handleRowDescription() {}
  handleDataRow() {}
  handleCommandComplete() {}

  handleReadyForQuery() {
    this.#resolve()
  }

  handleError(error: Error) {
    this.#reject(error)
  }
}

/** Keeps the WAL of the backup until the connection ends. */
const keepWal = async (url: string) => {
  const client = await connectClient(url)
  const slot = `backup_${process.pid}`
  await client.query('select pg_create_physical_replication_slot($1, true, true)', [slot])
  const { rows } = await client.query<{ bytes: number }>('select sum(pg_database_size(oid))::float as bytes from pg_database')
  return { client, bytes: rows[0]?.bytes ?? 0 }
}

/** Writes the cluster into the empty file `draft`, as a compressed tar. */
export const packCluster = async (url: string, draft: string, { onProgress }: { onProgress: OnProgress }): Promise<void> => {
  const kept = await keepWal(url)
  const client = await connectClient(url, { replication: true })
  const packed = createGzip({ level: 1 })
  const file = packed.pipe(createWriteStream(draft, { flags: 'r+' }))
  const progress = setInterval(() => onProgress(file.bytesWritten, kept.bytes), 500)
  const backup = client.query(
    new BaseBackup((part, { stream }) => {
      if (packed.write(part) || stream.isPaused()) return
      stream.pause()
      packed.once('drain', () => stream.resume())
    }),
  )
  try {
    await Promise.race([backup.ended, finished(file)])
    packed.end()
    await finished(file)
    await checkBaseBackup(draft)
  } finally {
    clearInterval(progress)
    await Promise.all([client.end(), kept.client.end()])
  }
}
