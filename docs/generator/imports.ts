/** Reads the imports of src, and the graph of rooms that they make. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

export interface Import {
  /** The importing file, from the root of the project. */
  from: string
  /** The imported file, or the name of a package. */
  to: string
  isPackage: boolean
}

const specifiers = /^(?:import|export)\b[^'`]*?\bfrom '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm

const packageOf = (specifier: string) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')

/** The imports in a source text, without those of Node itself. */
export const importsIn = (from: string, text: string): Import[] =>
  [...text.matchAll(specifiers)].flatMap(([, ...found]): Import[] => {
    const specifier = found.find((each) => each !== undefined) ?? ''
    if (specifier.startsWith('node:')) return []
    if (!specifier.startsWith('.')) return [{ from, to: packageOf(specifier), isPackage: true }]
    return [{ from, to: join(dirname(from), specifier), isPackage: false }]
  })

export const readFiles = (): string[] =>
  readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ts$/.test(entry.name))
    .map(({ parentPath, name }) => relative(root, join(parentPath, name)))
    .sort()

export const readImports = (): Import[] => readFiles().flatMap((path) => importsIn(path, readFileSync(join(root, path), 'utf8')))

/** The folder of a file below src, at most `depth` deep; for a file in the root of src its name. */
export const roomOf = (path: string, depth = 1): string => {
  const [, ...parts] = path.split('/')
  const folders = parts.slice(0, -1)
  return folders.length === 0 ? (parts[0] ?? '').replace(/\.ts$/, '') : folders.slice(0, depth).join('/')
}

/** Room by room, the rooms that it imports. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>

export const graphOf = (imports: readonly Import[], depth = 1): Graph => {
  const graph = new Map<string, Set<string>>()
  for (const { from, to, isPackage } of imports) {
    const room = roomOf(from, depth)
    const targets = graph.get(room) ?? new Set()
    graph.set(room, targets)
    if (isPackage || roomOf(to, depth) === room) continue
    targets.add(roomOf(to, depth))
    // a room that imports nothing is a room too
    if (!graph.has(roomOf(to, depth))) graph.set(roomOf(to, depth), new Set())
  }
  return graph
}

/** File by file, the files that it imports. */
export const filesOf = (imports: readonly Import[]): Graph => {
  const graph = new Map<string, Set<string>>()
  for (const { from, to, isPackage } of imports) if (!isPackage) graph.set(from, (graph.get(from) ?? new Set()).add(to))
  return graph
}

/** One path that leads back to its start, or undefined. */
export const findCycle = (graph: Graph): string[] | undefined => {
  const done = new Set<string>()
  const follow = (room: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(room)) return [...path.slice(path.indexOf(room)), room]
    if (done.has(room)) return undefined
    for (const next of graph.get(room) ?? []) {
      const cycle = follow(next, [...path, room])
      if (cycle) return cycle
    }
    done.add(room)
    return undefined
  }
  for (const room of graph.keys()) {
    const cycle = follow(room, [])
    if (cycle) return cycle
  }
  return undefined
}

/** The rooms in layers: each imports only rooms of the layers below it. The lowest layer comes first. Throws where there is a cycle. */
export const layersOf = (graph: Graph): string[][] => {
  const cycle = findCycle(graph)
  if (cycle) throw new Error(`a cycle of folders: ${cycle.join(' → ')}`)
  const heights = new Map<string, number>()
  const heightOf = (room: string): number => {
    const height = heights.get(room) ?? Math.max(-1, ...Array.from(graph.get(room) ?? [], heightOf)) + 1
    heights.set(room, height)
    return height
  }
  const layers: string[][] = []
  for (const room of [...graph.keys()].sort()) layers[heightOf(room)] = [...(layers[heightOf(room)] ?? []), room]
  return layers
}
