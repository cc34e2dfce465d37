/** Keeps what people write from turning round the words and numbers beside it, in texts that are put together. */

/** The scripts that are read from right to left, and the characters that turn the direction. */
const turns = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff]|[\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** Between the characters "first strong isolate" and "pop directional isolate", where the text needs it. */
export const isolate = <Value>(value: Value): Value | string =>
  typeof value === 'string' && turns.test(value) ? `\u2068${value.replace(turning, '')}\u2069` : value

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
