/** `npm start`: runs the gateway in one process, or a supervisor with several workers. */
import { parseArgs } from 'node:util'
import { configHelp, readConfig } from '../config.ts'
import { helpOption, printsHelp, runProgram } from './command-line.ts'

const help = `npm start

Runs the gateway. Environment variables:

${configHelp()}`

runProgram(async () => {
  if (printsHelp(parseArgs({ options: helpOption }).values, help)) return
  const config = readConfig()
  process.setSourceMapsEnabled(true)
  const { serve } = await import('../process/serve.ts')
  await serve(config)
})
