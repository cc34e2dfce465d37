/** `npm run books`: whether the ledger agrees with everything else. */
import { parseArgs } from 'node:util'
import { checkBooks } from '../books/check.ts'
import { rememberCheck } from '../books/last-check.ts'
import { configHelp, readConfig } from '../config.ts'
import type { Database } from '../database/database.ts'
import { createLogger } from '../logger.ts'
import { createPayments } from '../payments/payments.ts'
import { openDatabase } from '../process/open-database.ts'
import { helpOption, printsHelp, runProgram, WrongArgument } from './command-line.ts'

const help = `npm run books -- check [--from DAY] [--to DAY]

Proves that orders, payments, refunds and disputes agree with the ledger, and that the payment service has the same payments and refunds.
DAY is a day on the clock of the shop, for example 2026-11-26; both belong to the range. Without them everything is checked since the ledger
began. Prints one line for each difference. The gateway may be running, and shows the result in its metrics, unless --to is given. Nothing else
is changed. docs/books.md explains the ledger.

It ends with 0 if the books agree, with 2 if they do not, and with 1 if it could not find out. Environment variables:

${configHelp(['DATABASE_URL', 'DATA_DIR', 'PAYMENT_PROVIDER', 'STRIPE_SECRET_KEY', 'STRIPE_PUBLISHABLE_KEY'])}`

const hourMs = 3_600_000

const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))

const dayOf = (name: 'from' | 'to', given: string | undefined): string | undefined => {
  if (given === undefined || isDay(given)) return given
  throw new WrongArgument(`--${name}: ${given} is no day such as 2026-11-26`)
}

const remember = async (database: Database, result: { differences: number; since: Date }) => {
  try {
    await rememberCheck(database, result)
  } catch (error) {
    // the database may be a copy that can only be read
    console.error(`The metrics do not show this result: ${error instanceof Error ? error.message : error}`)
  }
}

const check = async (days: { from: string | undefined; to: string | undefined }) => {
  const config = readConfig(undefined, { command: true })
  const log = createLogger('warn')
  const database = await openDatabase(config, { log, ofGateway: true })
  let differences = 0
  try {
    const { providers } = await createPayments({ config, database, log, localUrl: () => '' })
    const { orders, listed, from } = await checkBooks(database, { providers: providers.values(), ...days }, (finding) => {
      differences += 1
      console.log(finding)
    })
    const checked = `${orders} orders since ${from.toISOString()}, ${listed} payments and refunds at the payment service`
    console.log(`${checked}: ${differences === 0 ? 'the books agree' : `${differences} differences`}`)
    // what was found in days of the past says nothing about the others
    if (days.to === undefined) await remember(database, { differences, since: from })
  } finally {
    await database.close()
  }
  if (differences > 0) process.exitCode = 2
}

runProgram(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { from: { type: 'string' }, to: { type: 'string' }, ...helpOption },
  })
  if (printsHelp(values, help)) return
  if (positionals.length !== 1 || positionals[0] !== 'check')
    throw new WrongArgument('The argument is check: --help prints what is possible')
  const [from, to] = [dayOf('from', values.from), dayOf('to', values.to)]
  // the day of the shop may be ahead of UTC
  if (from !== undefined && Date.parse(from) > Date.now() + 14 * hourMs) throw new WrongArgument(`--from: ${from} is in the future`)
  if (from !== undefined && to !== undefined && to < from) throw new WrongArgument(`--to: ${to} is before ${from}`)
  await check({ from, to })
})
