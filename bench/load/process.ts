/** A process that plays customers: it does what `bench/load.ts` tells it, so that no client runs where something is measured. */
import { connect, disconnect } from './connect.ts'
import { place } from './place.ts'

const commands = { connect, disconnect, place }

/** By name: each takes one value and returns one. */
export type Commands = typeof commands

type Command = (input: unknown) => unknown

const byName = new Map(Object.entries(commands)) as Map<string, Command>

process.on('message', async ({ name, input }: { name: string; input: unknown }) => {
  try {
    process.send?.({ output: await byName.get(name)?.(input) })
  } catch (error) {
    process.send?.({ error: error instanceof Error ? error.message : String(error) })
  }
})
process.on('disconnect', () => process.exit())
