/** Which encoding a client wants, by the rules of RFC 9110, 12.5.3. */

/** What an entry without a name of its own falls back to. */
const anything = '*'

/** The weight of each entry, by its name in lower case; malformed entries are ignored. */
const weightsOf = (header: string): ReadonlyMap<string, number> =>
  new Map(
    header
      .toLowerCase()
      .split(',')
      .flatMap((entry): [string, number][] => {
        const [, name, weight = '1'] = /^\s*([\w*.-]+)\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?$/.exec(entry) ?? []
        return name === undefined ? [] : [[name.replace(/^x-(?=gzip$)/, ''), Number(weight)]]
      }),
  )

/**
 * The encoding of `offered` with the highest weight, the first of those with the same, or `undefined` for the plain body: where the client accepts
 * none of them, or prefers the plain body.
 */
export const acceptedEncoding = <Name extends string>(header: string, offered: readonly Name[]): Name | undefined => {
  const weights = weightsOf(header)
  const weigh = (name: string, unlisted: number) => weights.get(name) ?? weights.get(anything) ?? unlisted
  // what is not listed is not accepted, except the plain body, which every client takes unless it says otherwise
  let best: Name | undefined
  let highest = 0
  for (const name of offered) {
    const weight = weigh(name, 0)
    if (weight <= highest) continue
    best = name
    highest = weight
  }
  return highest >= (weights.get('identity') ?? 0) ? best : undefined
}

/** Whether the client refuses the plain body. */
export const refusesPlain = (header: string): boolean => {
  const weights = weightsOf(header)
  return (weights.get('identity') ?? weights.get(anything) ?? 1) === 0
}
