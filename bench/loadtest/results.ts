/** Writes the results of a run: to the terminal, and to the files that the options name. */
import { appendFile, writeFile } from 'node:fs/promises'
import { CannotStart } from './cannot-start.ts'
import { intervalsToCsv, overTimeFile, requestsToCsv } from './csv.ts'
import { toJUnit } from './junit.ts'
import type { ResultOptions } from './options.ts'
import type { Outcome } from './outcome.ts'
import { toHtml } from './report.ts'
import { summarize } from './summary.ts'

const standardOutput = '-'

interface Output {
  option: string
  file: string
  text: (outcome: Outcome) => string
}

const outputsOf = ({ report, json, csv, junit }: ResultOptions): Output[] => [
  ...(report === undefined ? [] : [{ option: 'report', file: report, text: toHtml }]),
  ...(json === undefined ? [] : [{ option: 'json', file: json, text: (outcome: Outcome) => `${JSON.stringify(outcome)}\n` }]),
  ...(csv === undefined ? [] : [{ option: 'csv', file: csv, text: requestsToCsv }]),
  ...(csv === undefined || csv === standardOutput ? [] : [{ option: 'csv', file: overTimeFile(csv), text: intervalsToCsv }]),
  ...(junit === undefined ? [] : [{ option: 'junit', file: junit, text: toJUnit }]),
]

/** Fails before the run rather than after it. */
export const requireWritable = async (options: ResultOptions): Promise<void> => {
  const outputs = outputsOf(options)
  const standard = outputs.filter(({ file }) => file === standardOutput).map(({ option }) => `--${option}`)
  if (standard.length > 1) throw new CannotStart(`Only one result can go to standard output, not ${standard.join(' and ')}`)
  for (const { option, file } of outputs)
    if (file !== standardOutput)
      await appendFile(file, '').catch((error: Error) => {
        throw new CannotStart(`--${option}: ${error.message}`)
      })
}

/** The tables go to the terminal, unless another result does. */
export const writeResults = async (outcome: Outcome, options: ResultOptions): Promise<void> => {
  const outputs = outputsOf(options)
  for (const { file, text } of outputs) if (file !== standardOutput) await writeFile(file, text(outcome))
  const standard = outputs.find(({ file }) => file === standardOutput)
  process.stdout.write(standard ? standard.text(outcome) : `${summarize(outcome)}\n`)
}
