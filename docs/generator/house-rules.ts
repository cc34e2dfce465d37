/** Compares the imports of src with the table of rooms. */
import { filesOf, findCycle, graphOf, type Import, readFiles, readImports, roomOf } from './imports.ts'
import { carriers, clientPackages, doors, freePackages, maxRooms, type Rooms, readRooms, rootFiles } from './rooms.ts'

const list = (names: Iterable<string>) => [...new Set(names)].sort()

/** The table as the imports need it: nothing forbidden is checked here. */
export const tableFrom = (before: Rooms, imports: readonly Import[]): Rooms => {
  const graph = graphOf(imports)
  const packages: Record<string, string[]> = {}
  for (const { from, to, isPackage } of imports)
    if (isPackage && !freePackages.includes(to)) packages[to] = list([...(packages[to] ?? []), roomOf(from)])
  return {
    rooms: Object.fromEntries(
      list(graph.keys()).map((room) => [room, { holds: before.rooms[room]?.holds ?? '', imports: list(graph.get(room) ?? []) }]),
    ),
    packages: Object.fromEntries(list(Object.keys(packages)).map((name) => [name, packages[name] ?? []])),
  }
}

const compare = (what: string, allowed: readonly string[], used: readonly string[], place: (name: string) => string): string[] => [
  ...used.filter((name) => !allowed.includes(name)).map((name) => `${what} may not import ${name}${place(name)}`),
  ...allowed.filter((name) => !used.includes(name)).map((name) => `${what} no longer imports ${name}: remove it from the table`),
]

const tableFaults = (table: Rooms, imports: readonly Import[]): string[] => {
  const needed = tableFrom(table, imports)
  const place = (room: string, to: string) => {
    const found = imports.find((each) => roomOf(each.from) === room && (each.isPackage ? each.to : roomOf(each.to)) === to)
    return found ? ` (${found.from} imports ${found.to})` : ''
  }
  return [
    ...Object.entries(needed.rooms).flatMap(([room, { imports: used }]) => {
      const row = table.rooms[room]
      if (!row) return [`${room} is not in the table`]
      return [...compare(room, row.imports, used, (name) => place(room, name)), ...(row.holds ? [] : [`${room}: say what it holds`])]
    }),
    ...Object.keys(table.rooms)
      .filter((room) => !needed.rooms[room])
      .map((room) => `${room} is in the table and not in src`),
    ...list([...Object.keys(table.packages), ...Object.keys(needed.packages)]).flatMap((name) => {
      const [allowed, used] = [table.packages[name] ?? [], needed.packages[name] ?? []]
      return [
        ...used.filter((room) => !allowed.includes(room)).map((room) => `${room} may not import ${name}${place(room, name)}`),
        ...allowed.filter((room) => !used.includes(room)).map((room) => `${room} no longer imports ${name}: remove it from the table`),
      ]
    }),
  ]
}

const cycleFaults = (imports: readonly Import[]): string[] => {
  const deepest = Math.max(...imports.map(({ from }) => from.split('/').length))
  for (let depth = 1; depth <= deepest; depth += 1) {
    const cycle = findCycle(graphOf(imports, depth))
    if (cycle) return [`a cycle of folders: ${cycle.join(' → ')}`]
  }
  const cycle = findCycle(filesOf(imports))
  return cycle ? [`a cycle of files: ${cycle.join(' → ')}`] : []
}

const fixedFaults = (imports: readonly Import[]): string[] =>
  imports.flatMap(({ from, to, isPackage }) => {
    const [room, target] = [roomOf(from), isPackage ? '' : roomOf(to)]
    const door = doors[target]
    return [
      ...(carriers.includes(target) && !carriers.includes(room) ? [`${from} imports ${to}, and only carriers may import carriers`] : []),
      ...(door && room !== target && to !== door ? [`${from} imports ${to}, and may import only ${door}`] : []),
      ...(room === 'client' && isPackage && !clientPackages.includes(to) ? [`${from} imports ${to}, which browsers would load`] : []),
    ]
  })

const rootFaults = (files: readonly string[]): string[] => {
  const folders = new Set(files.filter((path) => path.split('/').length > 2).map((path) => roomOf(path)))
  return [
    ...files
      .filter((path) => path.split('/').length === 2 && !rootFiles.includes(roomOf(path)))
      .map((path) => `${path} belongs in a folder`),
    ...(folders.size > maxRooms ? [`there are ${folders.size} folders, and at most ${maxRooms} are allowed`] : []),
  ]
}

/** Everything in src that breaks a rule, one line each. */
export const faults = (table: Rooms = readRooms(), imports = readImports(), files = readFiles()): string[] => [
  ...cycleFaults(imports),
  ...tableFaults(table, imports),
  ...fixedFaults(imports),
  ...rootFaults(files),
]
