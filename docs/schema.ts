/** `npm run schema`: writes sql/schema.sql, from a new database that the files of sql/ have made. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { helpOption, printsHelp, runTool } from '../src/bin/command-line.ts'
import { connectDatabase } from '../src/database/connect.ts'
import { migrate } from '../src/database/migrate.ts'
import { startEmbedded } from '../src/embedded/embedded.ts'
import { createLogger } from '../src/logger.ts'
import { describeSchema } from './generator/describe-schema.ts'

const help = `npm run schema

Writes sql/schema.sql, from a new database that the files of sql/ have made.`

runTool(async () => {
  if (printsHelp(parseArgs({ options: helpOption }).values, help)) return
  const log = createLogger('error')
  const dataDir = await mkdtemp(join(tmpdir(), 'customerbackend-schema-'))
  // the server may run as another user
  await chmod(dataDir, 0o755)
  const { url, stop } = await startEmbedded({ dataDir, log, flags: ['-c', 'fsync=off'], initdbFlags: ['--no-sync'] })
  try {
    await migrate(url)
    const database = connectDatabase(url, { log })
    await writeFile(new URL('../sql/schema.sql', import.meta.url), await describeSchema(database))
    await database.close()
  } finally {
    await stop()
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
})
