/** The browser's storage. Where the browser blocks it, or it is full, values last as long as the page. */

const onlyHere = new Map<string, string>()

export const load = (key: string): string | undefined => {
  try {
    return onlyHere.get(key) ?? localStorage.getItem(key) ?? undefined
  } catch {
    return onlyHere.get(key)
  }
}

export const store = (key: string, value: string): void => {
  try {
    localStorage.setItem(key, value)
    onlyHere.delete(key)
  } catch {
    onlyHere.set(key, value)
  }
}

export const remove = (key: string): void => {
  onlyHere.delete(key)
  try {
    localStorage.removeItem(key)
  } catch {
    // what cannot be reached cannot be read either
  }
}

export const keysWith = (prefix: string): string[] => {
  const isWanted = (key: string) => key.startsWith(prefix)
  try {
    return [...new Set([...Object.keys(localStorage), ...onlyHere.keys()])].filter(isWanted)
  } catch {
    return [...onlyHere.keys()].filter(isWanted)
  }
}

/** Parses a stored value. Undefined for one that is not JSON, such as one that another program has spoilt. */
export const loadJson = (key: string): unknown => {
  try {
    return JSON.parse(load(key) ?? 'null') ?? undefined
  } catch {
    return undefined
  }
}

/** Calls the listener when another tab has stored, removed or cleared the key. */
export const onStored = (key: string, listener: () => void): void =>
  addEventListener('storage', ({ key: changed }) => {
    if (changed === key || changed === null) listener()
  })

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
