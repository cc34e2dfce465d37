/** `npm run shop`: the shop as a file. */
import { parseArgs } from 'node:util'
import { configHelp, readConfig } from '../config.ts'
import { audited } from '../database/audit.ts'
import type { Database } from '../database/database.ts'
import { createLogger } from '../logger.ts'
import { outsideServices } from '../payments/payments.ts'
import { serviceWithout } from '../payments/refuse-currency.ts'
import { openDatabase } from '../process/open-database.ts'
import { applyShop } from '../shop/apply/apply.ts'
import type { Change } from '../shop/apply/changes.ts'
import { exportShop } from '../shop/export/export.ts'
import { toYaml } from '../shop/export/yaml.ts'
import { readShopFile } from '../shop/read-file.ts'
import type { ShopFile } from '../shop/schema/file.ts'
import { helpOption, printsHelp, runProgram, WrongArgument } from './command-line.ts'

const help = `npm run shop -- export [--json]
npm run shop -- check FILE
npm run shop -- apply FILE [--dry-run]

export prints the shop of the database as YAML, or as JSON. check reads a file, YAML or JSON, and prints the line of each fault.
apply makes the shop of the database that of the file, and prints what it adds, changes and retires; with --dry-run it only prints.
A gateway that is running shows the change within a second. docs/shop.md explains the file. Both take a currency only if the payment services of the
environment collect it: run them with the variables of the gateway. Environment variables:

${configHelp(['DATABASE_URL', 'DATA_DIR', 'STRIPE_SECRET_KEY', 'STRIPE_PUBLISHABLE_KEY', 'PAYEE_NAME', 'PAYEE_IBAN'])}`

const config = () => readConfig(undefined, { command: true })

const withDatabase = async <Result>(work: (database: Database) => Promise<Result>): Promise<Result> => {
  const database = await openDatabase(config(), { log: createLogger('warn'), ofGateway: true })
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}

const describe = ({ list, code, kind, details }: Change): string[] => [
  `${kind.padEnd(8)} ${code === undefined ? list : `${list}.${code}`}`,
  ...details.map((detail) => `           ${detail}`),
]

const print = async (json: boolean) => {
  const file = await withDatabase(exportShop)
  if (!file) throw new Error('there is no shop in this database yet: apply a file')
  process.stdout.write(json ? `${JSON.stringify(file, undefined, 2)}\n` : toYaml(file))
}

const apply = async (file: ShopFile, dryRun: boolean) => {
  const changes = await withDatabase((database) =>
    applyShop(audited(database, { event: 'shop:apply', actor: 'command_line' }), file, { dryRun }),
  )
  for (const line of changes.flatMap(describe)) console.log(line)
  const count = (kind: Change['kind']) => changes.filter((change) => change.kind === kind).length
  const summary = `${count('added')} added, ${count('changed')} changed, ${count('retired')} retired`
  console.log(`${summary}${dryRun ? ': a dry run, nothing is kept' : ''}`)
}

runProgram(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, 'dry-run': { type: 'boolean', default: false }, ...helpOption },
  })
  if (printsHelp(values, help)) return
  const [command, path, ...rest] = positionals
  const { json, 'dry-run': dryRun } = values
  if (rest.length > 0) throw new WrongArgument(`${rest[0]} is one argument too many: --help prints what is possible`)
  if (json && command !== 'export') throw new WrongArgument('--json is for export: --help prints what is possible')
  if (dryRun && command !== 'apply') throw new WrongArgument('--dry-run is for apply: --help prints what is possible')
  if (command === 'export' && path === undefined) return print(json)
  if (command !== 'check' && command !== 'apply')
    throw new WrongArgument('The first argument is one of export, check, apply: --help prints what is possible')
  if (path === undefined) throw new WrongArgument(`${command} needs a file: --help prints what is possible`)
  const services = await outsideServices(config())
  const file = await readShopFile(path, (currency) => serviceWithout(currency, services))
  if (command === 'apply') return apply(file, dryRun)
  const { categories, ingredients, products } = file
  console.log(`${path} is right: ${categories.length} categories, ${products.length} products, ${ingredients.length} ingredients`)
})
