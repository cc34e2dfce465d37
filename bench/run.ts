/** `npm run bench`: runs scenarios and prints their results. */
import { describeOthers, measureOthers, tooBusy } from './busy.ts'
import { describeMachine, type Machine } from './machine.ts'
import { CannotMeasure, help, type Options, readOptions } from './options.ts'
import { type BenchPostgres, startPostgres } from './postgres.ts'
import { createProgress, type Progress } from './progress.ts'
import { type Result, writeResult } from './results.ts'
import { runRounds } from './rounds.ts'
import { type Bench, type Scenario, summarize } from './scenario.ts'
import { scenarios } from './scenarios.ts'
import { cellsOf, targetCellsOf, toText } from './table.ts'
import { judge } from './verdict.ts'

const calmSeconds = 5

const isWritten = ({ quick, anyway }: Options) => !quick && !anyway

const requireCalm = async () => {
  const others = await measureOthers([process.pid], calmSeconds)
  if (others.processors > tooBusy)
    throw new CannotMeasure(
      `This machine is busy: ${describeOthers(others)}. Stop them, or use --anyway, which prints the results and writes none.`,
    )
}

const toScreen = (scenario: Scenario, { rounds, seconds, others, disturbed }: Result) => {
  const targets = judge(scenario, rounds)
  return [
    scenario.title,
    `${rounds.length} rounds in ${(seconds / 60).toFixed(1)} min; other programs used up to ${(100 * others).toFixed(0)} % of a processor`,
    ...disturbed.map((reason) => `A round does not count: ${reason}.`),
    '',
    toText(cellsOf(scenario, summarize(rounds)), 2),
    '',
    ...(targets.length > 0 ? [toText(targetCellsOf(targets), 1), ''] : []),
  ].join('\n')
}

const measure = async (
  scenario: Scenario,
  {
    postgres,
    machine,
    options,
    progress: { show, say },
  }: { postgres: BenchPostgres; machine: Machine; options: Options; progress: Progress },
): Promise<Result> => {
  const { quick, anyway, limits, clients } = options
  const roots = [process.pid, ...(postgres.pid === undefined ? [] : [postgres.pid])]
  const bench = (progress: (step: string) => void): Bench => ({ quick, clients, postgres, progress, own: (pid) => roots.push(pid) })
  const prepared =
    'prepare' in scenario
      ? await scenario.prepare(bench((step) => show(`${scenario.name}: ${step}`)))
      : { round: scenario.round, end: async () => undefined }
  try {
    const round = (progress: (step: string) => void) => prepared.round(bench(progress))
    const measured = await runRounds(scenario, { round, limits, roots, anyway: anyway || quick, show, say })
    const { version, settings } = postgres
    return { scenario: scenario.name, machine, postgres: { version, settings }, ...measured }
  } finally {
    await prepared.end()
  }
}

const run = async () => {
  const options = readOptions(process.argv.slice(2))
  if (!options) return console.log(help)
  const progress = createProgress()
  if (isWritten(options)) {
    progress.show('measuring what other programs use')
    await requireCalm()
  }
  progress.show('starting PostgreSQL')
  const machine = describeMachine()
  const postgres = await startPostgres()
  const results: Result[] = []
  try {
    for (const scenario of options.chosen) {
      const result = await measure(scenario, { postgres, machine, options, progress })
      results.push(result)
      progress.clear()
      if (!options.json) console.log(toScreen(scenario, result))
      // at once: a run of an hour may be interrupted
      if (isWritten(options) && result.isComplete) await writeResult(scenarios, result)
    }
  } finally {
    progress.clear()
    await postgres.stop()
  }
  if (options.json) console.log(JSON.stringify(results))
  const disturbed = results.filter(({ isComplete }) => !isComplete).map(({ scenario }) => scenario)
  if (isWritten(options) && disturbed.length > 0)
    throw new CannotMeasure(`The machine was too busy to measure ${disturbed.join(', ')}: these results were not written.`)
}

// every running server has a listener for the exit
process.setMaxListeners(0)

// through `exit`, whose listeners stop everything that was started
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))

run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  // at once, and through the listeners: what was started may still run
  process.exit(1)
})
