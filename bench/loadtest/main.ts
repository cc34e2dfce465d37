/** `npm run load`: plays the customers of a gateway, and checks what they see. */
import { appendFile, writeFile } from 'node:fs/promises'
import type { Load } from './load.ts'
import { CannotStart, help, readOptions } from './options.ts'
import { createLoadProgress } from './progress.ts'
import { toHtml } from './report.ts'
import { run } from './run.ts'
import { summarize } from './summary.ts'

/** The first signal ends the run early, with a result. The second ends the process at once. */
const endEarly = (load: Load) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (load.stopped()) process.exit(130)
      load.stop()
    })
}

/** Fails before the run rather than after it. */
const requireWritable = async (file: string) => {
  await appendFile(file, '').catch((error: Error) => {
    throw new CannotStart(`--report: ${error.message}`)
  })
}

const main = async (): Promise<number> => {
  const options = readOptions(process.argv.slice(2))
  if (!options) {
    console.log(help)
    return 0
  }
  if (options.report !== undefined) await requireWritable(options.report)
  const progress = createLoadProgress()
  const outcome = await run(options, { onStart: endEarly, onPoint: progress.show })
  progress.clear()
  console.log(options.json ? JSON.stringify(outcome) : summarize(outcome))
  if (options.report !== undefined) await writeFile(options.report, toHtml(outcome))
  return outcome.passed ? 0 : 1
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof CannotStart ? error.message : error)
    process.exit(2)
  },
)
