/** Customers that exist already, as `npm run mint` prints them: lines of JSON, each `{ login, token }`. */
import { createReadStream } from 'node:fs'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { CannotStart } from './cannot-start.ts'
import type { Options } from './options.ts'
import { highestOf } from './schedule.ts'

const person = z.object({ login: z.string(), token: z.string().min(1) })
export type Person = z.infer<typeof person>

const parseLine = (line: string, n: number): Person => {
  try {
    return person.parse(JSON.parse(line))
  } catch {
    throw new CannotStart(`--tokens: line ${n + 1} is not { "login", "token" }`)
  }
}

/** How many customers are needed. With `--rate` a few are enough, because they come again. */
const wantedBy = ({ clients, stages, rate, generators }: Options): number =>
  stages ? Math.round(highestOf(stages)) : rate === undefined ? clients : generators

/** Reads different people from a file, or from standard input with `-`: as many as are there at the same time, and all for `--rate`. */
export const readTokens = async (file: string, options: Options): Promise<Person[]> => {
  const read = await text(file === '-' ? process.stdin : createReadStream(file)).catch((error: Error) => {
    throw new CannotStart(`--tokens: ${error.message}`)
  })
  const people = read.split('\n').filter((line) => line.trim() !== '')
  const distinct = [...new Map(people.map(parseLine).map((each) => [each.token, each])).values()]
  const wanted = wantedBy(options)
  if (distinct.length < wanted) throw new CannotStart(`--tokens: ${wanted} customers are needed, but the file has ${distinct.length}`)
  return options.rate === undefined ? distinct.slice(0, wanted) : distinct
}
