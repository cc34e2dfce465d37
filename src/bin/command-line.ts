/** The command line of a program, the same rules for all: unknown arguments are refused, and `--help` prints what is possible. */
import { constants } from 'node:os'
import { endingSignals } from '../process/ending-signals.ts'

/** For `parseArgs`. */
export const helpOption = { help: { type: 'boolean', short: 'h' } } as const

/** Prints the help if the command line asks for it. */
export const printsHelp = ({ help = false }: { help?: boolean }, text: string): boolean => {
  if (help) console.log(text)
  return help
}

/** An argument that the program cannot use: a message without a stack. */
export class WrongArgument extends Error {}

// parseArgs adds advice about -- to its first sentence
const refusal = (error: unknown): string | undefined => {
  if (error instanceof WrongArgument) return error.message
  if (!(error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))) return undefined
  return `${error.message.split(/\.\s/)[0]}: --help prints what is possible`
}

/** As process 1 of a container, Node ends on these signals only where something listens. A gateway that serves replaces the listeners. */
const endOnSignal = (signal: NodeJS.Signals) => process.exit(128 + constants.signals[signal])

const runWith =
  (describe: (error: unknown) => unknown) =>
  (run: () => Promise<void>): void => {
    for (const signal of endingSignals) process.on(signal, endOnSignal)
    run().catch(async (error: unknown) => {
      console.error(refusal(error) ?? (await describe(error)))
      process.exit(1)
    })
  }

/** Runs the program. If it fails, prints why and ends the process. */
export const runProgram = runWith(async (error) => (await import('../database/failures.ts')).explain(error))

/** Runs a tool of the repository. A wrong argument is one line, as in a program; any other failure is a bug and keeps its stack. */
export const runTool = runWith((error) => error)
