/**
 * Calls `make` once for each key and returns the same result again. Keeps the `most` keys that were used last. For the objects of `Intl`,
 * whose memory V8 does not count: a program that makes one for each use grows until the heap happens to be collected.
 */
export const remember = <Key extends readonly string[], Value>(most: number, make: (...key: Key) => Value): ((...key: Key) => Value) => {
  const values = new Map<string, { value: Value }>()
  return (...key) => {
    const name = JSON.stringify(key)
    const kept = values.get(name) ?? { value: make(...key) }
    values.delete(name)
    values.set(name, kept)
    if (values.size > most) values.delete(values.keys().next().value ?? '')
    return kept.value
  }
}
