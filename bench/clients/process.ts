/** A process that plays customers: runs the commands of `start.ts`, so that no client runs inside a process that is measured. */

import { arrive } from './arrive.ts'
import { ask } from './ask.ts'
import { browse } from './browse.ts'
import { connect, disconnect } from './connect.ts'
import { askInCrowd, gatherCrowd, lookAtCrowd, redirectCrowd, stopAsking } from './crowd.ts'
import { collectLatencies } from './latencies.ts'
import { place } from './place.ts'
import { returnAtOnce } from './return.ts'
import { requestSteadily, stopRequests } from './steady.ts'

const commands = {
  arrive,
  ask,
  askInCrowd,
  browse,
  collectLatencies,
  connect,
  disconnect,
  gatherCrowd,
  lookAtCrowd,
  place,
  redirectCrowd,
  requestSteadily,
  returnAtOnce,
  stopAsking,
  stopRequests,
}

/** Each command takes one value and returns one. */
export type Commands = typeof commands

type Command = (input: unknown) => unknown

const byName = new Map(Object.entries(commands)) as Map<string, Command>

process.on('message', async ({ id, name, input }: { id: number; name: string; input: unknown }) => {
  try {
    process.send?.({ id, output: await byName.get(name)?.(input) })
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? error.message : String(error) })
  }
})
process.on('disconnect', () => process.exit())
