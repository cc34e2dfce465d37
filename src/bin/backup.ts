/** `customerbackend backup`: the database as a file. */
import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { packCluster } from '../backups/base.ts'
import { dump } from '../backups/dump.ts'
import { writeNewFile } from '../backups/new-file.ts'
import { stamp } from '../backups/target.ts'
import { type Config, configHelp, readConfig } from '../config.ts'
import { createLogger } from '../logger.ts'
import { openDatabaseServer } from '../process/open-database.ts'
import { helpOption, printsHelp, runProgram, WrongArgument } from './command-line.ts'

const help = `customerbackend backup [FILE] [--dump] [--programs FOLDER]

Writes the database to a new file, which only its owner can read, while the gateway runs. Without FILE: customerbackend-TIME.dump, or .tar.gz.

The database of DATABASE_URL becomes a dump in the custom format of pg_dump, which has to be at least as new as the server. The embedded one
becomes a base backup, which needs no other program.

  --dump             a dump of the embedded database too, to restore it elsewhere
  --programs FOLDER  where pg_dump is. Otherwise the oldest one that fits is searched on the PATH

The pictures of the products are not in it: they are files in DATA_DIR/pictures, or in your bucket. Ends with 0, or with another code and no file.
Environment variables:

${configHelp(['DATABASE_URL', 'DATA_DIR'])}`

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`

const onProgress = (written: number, ofDatabase: number) => {
  if (process.stderr.isTTY) process.stderr.write(`\r${megabytes(written)} of a database of ${megabytes(ofDatabase)}`)
}

const namePictures = async ({ DATA_DIR, PICTURES_URL }: Config) => {
  const folder = join(DATA_DIR, 'pictures')
  const files = PICTURES_URL === undefined && existsSync(folder) ? await readdir(folder, { recursive: true, withFileTypes: true }) : []
  const count = files.filter((file) => file.isFile()).length
  if (count > 0) console.log(`It does not contain the ${count} files of ${folder}: copy that folder after the backup, not before`)
  if (PICTURES_URL !== undefined) console.log('It does not contain the pictures in the bucket of PICTURES_URL')
}

runProgram(async () => {
  const options = { dump: { type: 'boolean', default: false }, programs: { type: 'string' }, ...helpOption } as const
  const { values, positionals } = parseArgs({ allowPositionals: true, options })
  if (printsHelp(values, help)) return
  if (positionals.length > 1) throw new WrongArgument('The argument is the name of a file: --help prints what is possible')
  const config = readConfig(undefined, { command: true })
  const isDump = values.dump || config.DATABASE_URL !== undefined
  if (values.programs !== undefined && !isDump)
    throw new WrongArgument('--programs is for a dump: a backup of the embedded database without --dump needs no program')
  const file = positionals[0] ?? `customerbackend-${stamp()}.${isDump ? 'dump' : 'tar.gz'}`
  const { url, leave } = await openDatabaseServer(config, { log: createLogger('warn'), ofGateway: true })
  const [start, { programs }] = [performance.now(), values]
  try {
    await writeNewFile(file, (draft) =>
      isDump ? dump(url, draft, { onProgress, ...(programs !== undefined && { programs }) }) : packCluster(url, draft, { onProgress }),
    )
  } finally {
    if (process.stderr.isTTY) process.stderr.write('\n')
    await leave()
  }
  const seconds = Math.max(1, Math.round((performance.now() - start) / 1000))
  console.log(`${file} has the database: ${megabytes((await stat(file)).size)}, written in ${seconds} s`)
  await namePictures(config)
})
