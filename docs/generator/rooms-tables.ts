/** The tables of rooms in the documents. */
import { code, table } from './markdown.ts'
import { readRooms, rootFiles } from './rooms.ts'

/** What is beside src. */
const others = {
  sql: 'the schema, the SQL functions',
  web: "the customer's page and the staff board",
  test: 'tests by noun, over real sockets and a real PostgreSQL',
  bench: 'benchmarks and the load tester',
  docs: 'the documents, and what generates their tables',
  package: 'makes dist and the package of the typed client',
}

const link = (path: string) => `[${path}](${path})`

/** For the README, in the root of the project. */
export const folders = () => {
  const rows = Object.entries(readRooms().rooms).map(([room, { holds }]) => [
    link(rootFiles.includes(room) ? `src/${room}.ts` : `src/${room}`),
    holds,
  ])
  return table(['folder', 'holds'], [...rows, ...Object.entries(others).map(([path, holds]) => [link(path), holds])])
}

export const roomTable = () =>
  table(
    ['folder', 'may import'],
    Object.entries(readRooms().rooms).map(([room, { imports }]) => [code(room), imports.map(code).join(', ')]),
  )

export const packageTable = () =>
  table(
    ['package', 'only in'],
    Object.entries(readRooms().packages).map(([name, rooms]) => [code(name), rooms.map(code).join(', ')]),
  )
