/** Keeps what people write from turning round the words and numbers beside it, in texts that are put together. */

/** The scripts that are read from right to left, and the characters that turn the direction. */
const turns = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff]|[\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** Between the characters "first strong isolate" and "pop directional isolate", where the text needs it. */
export const isolate = <Value>(value: Value): Value | string =>
  typeof value === 'string' && turns.test(value) ? `\u2068${value.replace(turning, '')}\u2069` : value
