/** `npm run load`: plays the customers of a gateway, and checks what they see. */
import { toText } from '../table.ts'
import { CannotStart } from './cannot-start.ts'
import { compare, comparisonCells } from './compare.ts'
import { help } from './help.ts'
import { newRunId } from './load.ts'
import { merge } from './merge.ts'
import { type Options, plannedSeconds, readCompareOptions, readMergeOptions, readOptions } from './options.ts'
import { type Outcome, readOutcome } from './outcome.ts'
import { createLoadProgress } from './progress.ts'
import { requireWritable, writeResults } from './results.ts'
import { checkShares } from './shares.ts'
import { applyThresholds, parseThreshold, type Threshold } from './thresholds.ts'
import { readTokens } from './tokens.ts'

/** The first signal ends the run early, with a result. The second ends the process at once. */
const endEarly = (stop: () => void) => {
  let isStopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (isStopping) process.exit(130)
      isStopping = true
      stop()
    })
}

const measure = async (args: readonly string[], options: Options): Promise<Outcome> => {
  const people = options.tokens === undefined ? undefined : await readTokens(options.tokens, options)
  const progress = createLoadProgress(plannedSeconds(options))
  try {
    // the client is loaded for a run only: the help, and what reads files, start at once
    if (options.generators > 1) {
      const { runSeveral } = await import('./generators.ts')
      return await runSeveral({ args, options, people, onStart: endEarly, onPoint: progress.show })
    }
    const { run } = await import('./run.ts')
    const share = { index: 0, of: 1, runId: newRunId() }
    const meet = () => Promise.resolve()
    return await run(options, { share, people }, { onStart: ({ stop }) => endEarly(stop), onPoint: progress.show, meet })
  } finally {
    progress.clear()
  }
}

const printHelp = () => {
  console.log(help)
  return 0
}

const loadCommand = async (args: readonly string[]): Promise<number> => {
  const options = readOptions(args)
  if (!options) return printHelp()
  await requireWritable(options)
  const outcome = applyThresholds(checkShares(await measure(args, options), options['max-refused']), options.threshold)
  await writeResults(outcome, options)
  return outcome.passed ? 0 : 1
}

/** The thresholds of the merged runs, if none are given. */
const thresholdsOf = (outcomes: readonly Outcome[]): Threshold[] => {
  const texts = new Set(outcomes.flatMap(({ thresholds }) => thresholds.map(({ threshold }) => threshold)))
  return [...texts].map(parseThreshold).filter((threshold) => typeof threshold !== 'string')
}

const mergeCommand = async (args: readonly string[]): Promise<number> => {
  const options = readMergeOptions(args)
  if (!options) return printHelp()
  const [first, ...others] = await Promise.all(options.files.map(readOutcome))
  if (!first) return 2
  await requireWritable(options)
  const thresholds = options.threshold.length > 0 ? options.threshold : thresholdsOf([first, ...others])
  const outcome = applyThresholds(merge([first, ...others]), thresholds)
  await writeResults(outcome, options)
  return outcome.passed ? 0 : 1
}

const compareCommand = async (args: readonly string[]): Promise<number> => {
  const options = readCompareOptions(args)
  if (!options) return printHelp()
  const comparison = compare(await readOutcome(options.before), await readOutcome(options.after), options.tolerance)
  console.log(toText(comparisonCells(comparison), 2))
  if (comparison.notes.length > 0) console.log(`\n${comparison.notes.join('\n')}`)
  console.log(`\n${comparison.isWorse ? 'Something is worse.' : 'Nothing is worse.'}`)
  return comparison.isWorse ? 1 : 0
}

const main = (): Promise<number> => {
  const [first = '', ...rest] = process.argv.slice(2)
  if (first === 'compare') return compareCommand(rest)
  if (first === 'merge') return mergeCommand(rest)
  if (first !== '' && !first.startsWith('-')) throw new CannotStart(`There is no command ${first}. The commands are compare and merge.`)
  return loadCommand(process.argv.slice(2))
}

Promise.resolve()
  .then(main)
  .then(
    (code) => process.exit(code),
    (error: unknown) => {
      console.error(error instanceof CannotStart ? error.message : error)
      process.exit(2)
    },
  )
