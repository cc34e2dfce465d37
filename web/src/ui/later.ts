/** A part of the program that is loaded when it is first needed, or once the page is at rest. */
import { signal } from '@preact/signals'

interface Later<Part> {
  /** Undefined until it is there; what reads it is drawn again then. Throws what kept it from loading. */
  get(): Part | undefined
  load(): void
}

export const later = <Part>(fetch: () => Promise<Part>): Later<Part> => {
  const state = signal<{ part: Part } | { failure: unknown } | undefined>(undefined)
  let isLoading = false
  const load = () => {
    if (isLoading) return
    isLoading = true
    fetch().then(
      (part) => {
        state.value = { part }
      },
      (failure: unknown) => {
        isLoading = false
        state.value = { failure }
      },
    )
  }
  const get = () => {
    const { value } = state
    if (value && 'part' in value) return value.part
    if (value) {
      // the next attempt to draw it tries again
      queueMicrotask(() => {
        state.value = undefined
      })
      throw value.failure
    }
    load()
    return undefined
  }
  return { get, load }
}

const restMs = 1000

/** Calls it once the browser has nothing else to do. */
export const whenAtRest = (work: () => void): void => {
  if ('requestIdleCallback' in window) requestIdleCallback(work, { timeout: 10 * restMs })
  else setTimeout(work, restMs)
}
