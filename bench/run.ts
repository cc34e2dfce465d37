/** `npm run bench`: runs scenarios and prints their results. */
import { parseArgs } from 'node:util'
import { broadcast } from './broadcast.ts'
import { cluster } from './cluster.ts'
import { connect } from './connect.ts'
import { idle } from './idle.ts'
import { describeMachine, type Machine } from './machine.ts'
import { place } from './place.ts'
import { startPostgres } from './postgres.ts'
import { createProgress } from './progress.ts'
import { push } from './push.ts'
import { type Result, writeResults } from './results.ts'
import { type Bench, lookIn, medians, type Row, type Scenario } from './scenario.ts'
import { storm } from './storm.ts'
import { cellsOf, targetCellsOf, toText } from './table.ts'

const scenarios: readonly Scenario[] = [place, connect, idle, push, cluster, storm, broadcast]
const rounds = 3

const help = `npm run bench [-- scenario …] [--quick] [--json]

Measures the gateway, a stock server and the limit of the platform in turns, in ${rounds} rounds. Without a scenario it runs all of them.

${scenarios.map(({ name, title }) => `  ${name.padEnd(12)}${title}`).join('\n')}

  --quick     short rounds, to check that the bench works; writes no results
  --json      prints the figures of every round as JSON instead of tables
  --help      prints this text

Uses the database at BENCH_DATABASE_URL or TEST_DATABASE_URL, otherwise a temporary embedded PostgreSQL.`

type Progress = ReturnType<typeof createProgress>

const runScenario = async (
  scenario: Scenario,
  { bench, machine, progress }: { bench: Omit<Bench, 'progress'>; machine: Machine; progress: Progress },
) => {
  const measured: Row[][] = []
  for (let round = 1; round <= rounds; round += 1) {
    const show = (step: string) => progress.show(`${scenario.name}, round ${round} of ${rounds}: ${step}`)
    measured.push(await scenario.round({ ...bench, progress: show }))
  }
  const { version, settings } = bench.postgres
  const rows = medians(measured)
  const targets = scenario.targets(lookIn(rows))
  const result: Result = { scenario: scenario.name, machine, postgres: { version, settings }, rounds: measured, medians: rows, targets }
  return result
}

const toScreen = (scenario: Scenario, { medians: rows, targets }: Result) =>
  `${scenario.title}\n\n${toText(cellsOf(scenario, rows), 2)}\n\n${toText(targetCellsOf(targets), 1)}\n`

const choose = (names: readonly string[]) => {
  const unknown = names.find((name) => !scenarios.some((scenario) => scenario.name === name))
  if (unknown !== undefined) throw new Error(`There is no scenario ${unknown}.\n\n${help}`)
  return scenarios.filter(({ name }) => names.length === 0 || names.includes(name))
}

const run = async () => {
  const flag = { type: 'boolean', default: false } as const
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { quick: flag, json: flag, help: flag } })
  if (values.help) return console.log(help)
  const chosen = choose(positionals)

  const progress = createProgress()
  progress.show('starting PostgreSQL')
  const machine = describeMachine()
  const postgres = await startPostgres()
  const results: Result[] = []
  try {
    for (const scenario of chosen) {
      const result = await runScenario(scenario, { bench: { quick: values.quick, postgres }, machine, progress })
      results.push(result)
      progress.clear()
      if (!values.json) console.log(toScreen(scenario, result))
    }
  } finally {
    progress.clear()
    await postgres.stop()
  }
  if (values.json) console.log(JSON.stringify(results))
  if (!values.quick) await writeResults(scenarios, results)
}

// every running server has a listener for the exit
process.setMaxListeners(0)

// through `exit`, whose listeners stop everything that was started
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))

run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
