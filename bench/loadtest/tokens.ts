/** Customers who were made beforehand, as `npm run mint` prints them: JSON lines of `{ login, token }`. */
import { createReadStream } from 'node:fs'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { CannotBegin } from './options.ts'

const person = z.object({ login: z.string(), token: z.string().min(1) })
export type Person = z.infer<typeof person>

const parseLine = (line: string, n: number): Person => {
  try {
    return person.parse(JSON.parse(line))
  } catch {
    throw new CannotBegin(`--tokens: line ${n + 1} is not { "login", "token" }`)
  }
}

/** Reads at least `wanted` people, of whom nobody is there twice, from a file or with `-` from standard input. */
export const readTokens = async (file: string, wanted: number): Promise<Person[]> => {
  const read = await text(file === '-' ? process.stdin : createReadStream(file)).catch((error: Error) => {
    throw new CannotBegin(`--tokens: ${error.message}`)
  })
  const people = read.split('\n').filter((line) => line.trim() !== '')
  const distinct = [...new Map(people.map(parseLine).map((each) => [each.token, each])).values()]
  if (distinct.length < wanted) throw new CannotBegin(`--tokens: ${wanted} customers are wanted, and there are ${distinct.length}`)
  return distinct.slice(0, wanted)
}
