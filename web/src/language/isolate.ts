/** What is filled into the texts is isolated, so that it cannot turn round the words and numbers beside it. */
import { isolate } from '#isolate'

/** Names in one line, each isolated. */
export const listed = (names: readonly string[]): string => names.map(isolate).join(', ')

/** The same table of texts, but what is filled into them is isolated. */
export const isolating = <Table extends object>(table: Table): Table => {
  const copy = { ...table }
  for (const [key, entry] of Object.entries(table)) {
    if (typeof entry === 'function') Reflect.set(copy, key, (...values: unknown[]) => entry(...values.map(isolate)))
    else if (typeof entry === 'object' && !Array.isArray(entry)) Reflect.set(copy, key, isolating(entry))
  }
  return copy
}
