/** `npm run explain`: why a customer heard of something, or did not. */
import { parseArgs } from 'node:util'
import { configHelp, readConfig } from '../config.ts'
import type { Explanation, Finding } from '../contract/index.ts'
import type { Database } from '../database/database.ts'
import { explainAccount, explainOrder } from '../feed/explain/explain.ts'
import { printed } from '../feed/explain/print.ts'
import { createLogger } from '../logger.ts'
import { openDatabase } from '../process/open-database.ts'
import { helpOption, printsHelp, runProgram, WrongArgument } from './command-line.ts'

const help = `npm run explain -- --order NUMBER
npm run explain -- --account LOGIN
npm run explain -- --event LOGIN:SEQ

Answers "why did I not hear of it": what happened to an order and who did it on which node, where the feed of the customer is, which sockets
are open on which nodes, what they were sent and have read, what waits in the outboxes, payments, refunds and calls to the payment service.
The first lines say what it means. docs/operations.md reads an example.

  --order NUMBER      an order, by the number that people say, or by its id
  --account LOGIN     an account, by its login or its id
  --event LOGIN:SEQ   one event of the feed of an account
  --json              the same as JSON, in the shape of the answer to order:explain

It changes nothing. All nodes are asked, for a second at most; if the gateway is not running, the rest is shown. It prints the login, the devices
and the sessions of the account, and the names of the staff; no address, no telephone number, no text, no token.

It ends with 0 if it has found what you ask for, with 2 if there is no such order, account or event, and with 1 if it could not find out.
Environment variables:

${configHelp(['DATABASE_URL', 'DATA_DIR'])}`

interface Work {
  run(database: Database): Promise<Explanation | undefined>
  missing: string
  seq?: number
}

const numberOf = (text: string): number | undefined => {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : 0
  return number > 0 ? number : undefined
}

const isId = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)

const ofOrder = (given: string): Work => {
  const order = numberOf(given) ?? (isId(given) ? given.toLowerCase() : undefined)
  if (order === undefined) throw new WrongArgument(`--order: ${given} is neither the number of an order nor its id`)
  return { run: (database) => explainOrder(database, order), missing: `There is no order ${given}` }
}

const ofAccount = (given: string): Work => ({
  run: (database) => explainAccount(database, given),
  missing: `There is no account ${given}`,
})

const ofEvent = (given: string): Work => {
  const [, account = '', text = ''] = /^(.+):(\d+)$/.exec(given) ?? []
  const seq = numberOf(text)
  if (seq === undefined) throw new WrongArgument(`--event: ${given} is not a login or an id, a colon and a number, such as demo:812`)
  return { run: (database) => explainAccount(database, account, seq), missing: `There is no account ${account}`, seq }
}

const options = {
  order: { type: 'string' },
  account: { type: 'string' },
  event: { type: 'string' },
  json: { type: 'boolean', default: false },
  ...helpOption,
} as const

const workOf = ({ order, account, event }: { order?: string; account?: string; event?: string }): Work => {
  const asked = [
    ...(order === undefined ? [] : [() => ofOrder(order)]),
    ...(account === undefined ? [] : [() => ofAccount(account)]),
    ...(event === undefined ? [] : [() => ofEvent(event)]),
  ]
  const [only, ...rest] = asked
  if (!only || rest.length > 0) throw new WrongArgument('Name one of --order, --account and --event: --help prints what is possible')
  return only()
}

/** That the event that was asked for is not there. */
const absences: ReadonlySet<Finding['finding']> = new Set(['event_to_come', 'event_gone'])

runProgram(async () => {
  const { values } = parseArgs({ options })
  if (printsHelp(values, help)) return
  const { run, missing, seq } = workOf(values)
  const database = await openDatabase(readConfig(undefined, { command: true }), { log: createLogger('warn'), ofGateway: true })
  try {
    const explanation = await run(database)
    if (!explanation) {
      console.error(missing)
      process.exitCode = 2
      return
    }
    console.log(values.json ? JSON.stringify(explanation, null, 2) : printed(explanation, seq).join('\n'))
    if (explanation.verdict.some(({ finding }) => absences.has(finding))) process.exitCode = 2
  } finally {
    await database.close()
  }
})
