/** `npm run mint`: creates customers, each with a session, for load tests. */
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { mintCustomers } from '../accounts/mint.ts'
import { configHelp, readConfig } from '../config.ts'
import { recordAudit } from '../database/audit.ts'
import { createLogger } from '../logger.ts'
import { openDatabase } from '../process/open-database.ts'
import { helpOption, printsHelp, runProgram } from './command-line.ts'

const help = `npm run --silent mint -- --accounts N [--force]

Creates N customers with one session each and prints { "login", "token" } as JSON lines. The accounts have no password.
Refuses to run with NODE_ENV=production unless you pass --force. Environment variables:

${configHelp(['DATABASE_URL', 'DATA_DIR', 'NODE_ENV'])}`

const count = z.string().regex(/^\d+$/).transform(Number).pipe(z.int().min(1).max(1_000_000))

runProgram(async () => {
  const { values } = parseArgs({ options: { accounts: { type: 'string' }, force: { type: 'boolean' }, ...helpOption } })
  if (printsHelp(values, help)) return
  const accounts = count.safeParse(values.accounts)
  if (!accounts.success) throw new Error('--accounts takes a number from 1 to 1000000')
  const config = readConfig(undefined, { command: true })
  if (config.NODE_ENV === 'production' && !values.force)
    throw new Error('NODE_ENV is production, and anyone who has the tokens can use these accounts. Pass --force to create them anyway.')

  const database = await openDatabase(config, { log: createLogger('warn'), ofGateway: true })
  try {
    await recordAudit(database, { event: 'account:mint', actor: 'command_line', payload: { accounts: accounts.data } })
    let made = 0
    for await (const people of mintCustomers(database, accounts.data)) {
      process.stdout.write(people.map((person) => `${JSON.stringify(person)}\n`).join(''))
      made += people.length
      if (process.stderr.isTTY) process.stderr.write(`\r${made} of ${accounts.data}`)
    }
    if (process.stderr.isTTY) process.stderr.write('\n')
  } finally {
    await database.close()
  }
})
