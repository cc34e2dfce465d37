/** `npm run examples`: plays the scenario against its own gateway and records every message. */
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { helpOption, printsHelp, runTool } from '../../src/bin/command-line.ts'
import { examplesFile, type Recording } from '../../src/reference/examples.ts'
import { startTestGateway } from '../../test/support/gateway.ts'
import { startNominatim } from '../../test/support/nominatim.ts'
import { startServer } from '../../test/support/postgres.ts'
import { play } from './scenario.ts'
import { createStage, settings } from './stage.ts'
import { transcribe } from './transcript.ts'

const start = (GEOCODER_URL: string) => startTestGateway({ env: { ...settings, GEOCODER_URL } })

const record = async (): Promise<Recording> => {
  const nominatim = await startNominatim()
  const stage = createStage(await start(nominatim.url))
  await play(stage)
  const gateway = await start(nominatim.url)
  const frames = await transcribe(gateway)
  await gateway.stop()
  nominatim.stop()
  return { steps: stage.steps, frames }
}

const help = `npm run examples

Plays docs/examples/scenario.ts against a gateway of its own, and records every message.`

runTool(async () => {
  if (printsHelp(parseArgs({ options: helpOption }).values, help)) return
  const stopServer = await startServer()
  await writeFile(examplesFile, `${JSON.stringify(await record(), undefined, 1)}\n`)
  await stopServer()
  process.exit(0)
})
