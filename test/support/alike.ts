/** Compares a recording with a real run. Ids, secrets and times may differ, if each stands in the same places in both. */

const id = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const secret =
  'sbx_[\\w-]{22}|[\\w-]{43}|(?<![\\w-])[\\w-]{22}(?![\\w-])|\\b[0-9a-f]{12}\\b|\\b[A-Z2-7]{32}\\b|\\b[a-z2-7]{4}(?:-[a-z2-7]{4}){3}\\b'
const time = '\\d{4}-\\d\\d-\\d\\d(?:T[\\d:.]+Z)?|(?:\\d{1,2} [A-Z][a-z]{2} )?\\d\\d:\\d\\d'
const named = new RegExp(`${id}|${secret}`, 'g')
const variable = new RegExp(`${id}|${secret}|${time}`, 'g')

/** From the recorded id or secret to the real one. */
export type Names = Map<string, string>

/** The recorded value with the real ids and secrets in it. */
export const translate = <Value>(names: Names, value: Value): Value =>
  JSON.parse(JSON.stringify(value), (_, inner) =>
    typeof inner === 'string' ? inner.replace(named, (name) => names.get(name) ?? name) : inner,
  )

const compareText = (names: Names, recorded: string, real: string): boolean => {
  if (recorded.startsWith('<svg')) return real.startsWith('<svg')
  if (recorded.replace(variable, '#') !== real.replace(variable, '#')) return false
  const reals = real.match(named) ?? []
  return (recorded.match(named) ?? []).every((name, index) => {
    const stands = names.get(name) ?? reals[index] ?? ''
    names.set(name, stands)
    return stands === reals[index]
  })
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

const keysOf = (rows: readonly unknown[]) => JSON.stringify(rows.map((row) => (isObject(row) ? Object.keys(row).sort() : row)))
const keysDiffer = (recorded: readonly unknown[], real: readonly unknown[]) => keysOf(recorded) !== keysOf(real)

/** Numbers that differ from run to run. */
const anyNumber = new Set([
  'score',
  'retryAfterMs',
  'reconnectAfterMs',
  'hour',
  'weekday',
  'averageMinutes',
  'medianMinutes',
  'p90Minutes',
  'median',
  'earliest',
  'latest',
])
/** Rows by hour and by weekday: which of them are filled depends on when the test runs. */
const byClock = new Set(['byHour', 'byWeekday'])
/** What nodes see of their sockets depends on the moment: only the fields are compared. */
const byMoment = new Set(['explanation'])
/** Texts that differ from run to run, and the etags of entries whose lists the recording has shortened. */
const anyText = new Set(['etag', 'cursor', 'nextCursor', 'why', 'userAgent', 'sid', 'engine', 'version'])

/** What a person reads may be worded better in a later version. */
const wording = new Set(['message', 'title', 'body'])

/**
 * Says where the two differ, or returns undefined. Adds the ids and secrets that it meets to `names`. With `isLater`, the real one is that of a
 * later version, which may have more fields and other wordings.
 */
export const difference = (names: Names, recorded: unknown, real: unknown, { path = '', isLater = false } = {}): string | undefined => {
  const key = path.split('.').at(-1) ?? ''
  const differs = `${path || 'it'}: ${JSON.stringify(recorded)?.slice(0, 200)} became ${JSON.stringify(real)?.slice(0, 200)}`
  if (typeof recorded !== typeof real) return differs
  if (typeof recorded === 'string' && typeof real === 'string') {
    return anyText.has(key) || (isLater && wording.has(key)) || compareText(names, recorded, real) ? undefined : differs
  }
  if (Array.isArray(recorded) && Array.isArray(real)) {
    if (recorded.length !== real.length) return differs
    if (byClock.has(key)) return keysDiffer(recorded, real) ? differs : undefined
    return recorded.map((each, index) => difference(names, each, real[index], { path: `${path}.${index}`, isLater })).find(Boolean)
  }
  if (isObject(recorded) && isObject(real)) {
    if (byMoment.has(key)) return keysDiffer([recorded], [real]) ? differs : undefined
    const keys = [...new Set([...Object.keys(recorded), ...(isLater ? [] : Object.keys(real))])]
    return keys
      .map((name) => difference(names, recorded[name], real[name], { path: path ? `${path}.${name}` : name, isLater }))
      .find(Boolean)
  }
  return recorded === real || anyNumber.has(key) ? undefined : differs
}
