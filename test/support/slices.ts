/** The numbers from 1 to `count` in slices of `size`: the first and the last of each. Many rows need them, because a statement of the gateway may take ten seconds. */
export const slicesOf = (count: number, size: number): [first: number, last: number][] =>
  Array.from({ length: Math.ceil(count / size) }, (_, n) => [n * size + 1, Math.min(count, (n + 1) * size)])
