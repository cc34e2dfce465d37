/** Keeps the scroll position of each entry of the history, and returns to it. The browser cannot: the page is drawn after it has moved. */
const stored = 'places'
/** A page may still be loading its content when the user comes back to it. */
const waitMs = 5000
const gestures = ['wheel', 'touchstart', 'keydown', 'pointerdown'] as const

const read = (): Map<string, number> => {
  try {
    return new Map(JSON.parse(sessionStorage.getItem(stored) ?? '[]'))
  } catch {
    return new Map()
  }
}
const places = read()

const keyHere = (): string => {
  const state: unknown = history.state
  if (typeof state === 'object' && state !== null && 'key' in state && typeof state.key === 'string') return state.key
  const key = `${Date.now()}-${Math.random()}`
  history.replaceState({ ...history.state, key }, '')
  return key
}

let stop = () => {}

/** Scrolls as soon as the page is tall enough, unless the user does something first. */
const returnTo = (top: number) => {
  stop()
  if (top === 0) return scrollTo({ top, behavior: 'instant' })
  const observer = new ResizeObserver(() => {
    scrollTo({ top, behavior: 'instant' })
    if (Math.abs(scrollY - top) < 2) stop()
  })
  const timer = setTimeout(() => stop(), waitMs)
  stop = () => {
    observer.disconnect()
    clearTimeout(timer)
    for (const gesture of gestures) removeEventListener(gesture, stop)
  }
  for (const gesture of gestures) addEventListener(gesture, stop, { passive: true })
  observer.observe(document.body)
}

history.scrollRestoration = 'manual'
let key = keyHere()
returnTo(places.get(key) ?? 0)

/** Call this when the address has changed, before the new page is drawn. */
export const turnPage = (): void => {
  places.set(key, scrollY)
  key = keyHere()
  returnTo(places.get(key) ?? 0)
}

addEventListener('pagehide', () => {
  places.set(key, scrollY)
  try {
    sessionStorage.setItem(stored, JSON.stringify([...places]))
  } catch {
    // a browser that stores nothing starts each page at its top
  }
})
