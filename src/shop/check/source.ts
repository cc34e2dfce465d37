/** Reads YAML, of which JSON is a part, and knows on which line everything is. */
import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml'
import type { Path } from '../schema/faults.ts'

export interface Source {
  value: unknown
  /** What keeps the text from being read at all. */
  faults: { line: number; message: string }[]
  /** The line of an entry, counted from 1; for one that is missing, the line of what should contain it. */
  lineOf(path: Path): number
}

const resolved = (document: Document, node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node)

/** The node at the path, and the deepest one on the way to it. A key of a map stands for its pair. */
const nodeAt = (document: Document, path: Path): Node | undefined => {
  let place = isNode(document.contents) ? document.contents : undefined
  let inside: unknown = document.contents
  for (const step of path) {
    const container = resolved(document, inside)
    const pair = isMap(container) ? container.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(step)) : undefined
    inside = pair ? pair.value : isSeq(container) ? container.items[Number(step)] : undefined
    const found = pair && isNode(pair.key) ? pair.key : inside
    if (!isNode(found)) break
    place = found
  }
  return place
}

/** What YAML reads as something that the author of a shop file cannot have meant. */
const oddities = (document: Document): { offset: number; message: string }[] => {
  const found: { offset: number; message: string }[] = []
  visit(document, {
    Scalar: (_, { format, range, source }) => {
      if (format === 'HEX' || format === 'OCT') found.push({ offset: range?.[0] ?? 0, message: `${source} is no decimal number` })
    },
    Pair: (_, { key }) => {
      if (isScalar(key) && key.value === '__proto__')
        found.push({ offset: key.range?.[0] ?? 0, message: '__proto__ cannot be a name here' })
    },
  })
  return found
}

export const readSource = (text: string): Source => {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const lineAt = (offset: number) => lines.linePos(offset).line
  const faults = [...document.errors.map(({ pos: [offset], message }) => ({ offset, message })), ...oddities(document)].map(
    ({ offset, message }) => ({ line: lineAt(offset), message }),
  )
  const lineOf = (path: Path) => lineAt(nodeAt(document, path)?.range?.[0] ?? 0)
  if (faults.length > 0) return { value: undefined, faults, lineOf }
  try {
    return { value: document.toJS(), faults, lineOf }
  } catch (error) {
    return { value: undefined, faults: [{ line: 1, message: error instanceof Error ? error.message : String(error) }], lineOf }
  }
}
