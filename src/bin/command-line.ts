/** The command line of a program, the same rules for all: unknown arguments are refused, and `--help` prints what is possible. */
import { explain } from '../database/failures.ts'

/** For `parseArgs`. */
export const helpOption = { help: { type: 'boolean', short: 'h' } } as const

/** Prints the help if the command line asks for it. */
export const printsHelp = ({ help = false }: { help?: boolean }, text: string): boolean => {
  if (help) console.log(text)
  return help
}

// parseArgs adds advice about -- to its first sentence
const describe = (error: unknown) =>
  error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
    ? `${error.message.split('. ')[0]}: --help prints what is possible`
    : explain(error)

/** Runs the program. If it fails, prints why and ends the process. */
export const runProgram = (run: () => Promise<void>): void => {
  run().catch((error: unknown) => {
    console.error(describe(error))
    process.exit(1)
  })
}
