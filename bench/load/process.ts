/** A process that plays customers: it does what `bench/load.ts` tells it, so that no client runs where something is measured. */
import { keepAsking, stopAsking } from './ask.ts'
import { connect, disconnect } from './connect.ts'
import { heard } from './listen.ts'
import { place } from './place.ts'
import { storm } from './storm.ts'

const commands = { connect, disconnect, heard, keepAsking, place, stopAsking, storm }

/** By name: each takes one value and returns one. */
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
