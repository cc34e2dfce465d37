import { parseArgs } from 'node:util'

/** Whether the command line asks for help. Any other argument ends the process: a command that ignores one would do what it was not asked to do. */
export const wantsHelp = (): boolean => {
  try {
    return parseArgs({ options: { help: { type: 'boolean', short: 'h' } } }).values.help === true
  } catch (error) {
    const [sentence] = error instanceof Error ? error.message.split('. ') : []
    console.error(`${sentence}: only --help is possible here, and settings are environment variables`)
    process.exit(1)
  }
}
