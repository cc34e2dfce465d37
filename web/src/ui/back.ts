/**
 * Lets the browser's Back close what is open over a page.
 *
 * Opening it adds an entry to the history. When it closes by other means, the entry stays: `history.back()` would take effect later and
 * might undo a step that the user takes meanwhile. The entry is used again by what opens next, and Back passes over it.
 */
import { useLayoutEffect, useRef } from 'preact/hooks'

type Mark = 'open' | 'closed' | undefined

const markHere = (): Mark => {
  const state: unknown = history.state
  if (typeof state !== 'object' || state === null || !('over' in state)) return undefined
  return state.over === 'open' || state.over === 'closed' ? state.over : undefined
}

const setMark = (over: Mark) => history.replaceState({ ...history.state, over }, '')

/** The entry that the user leaves next. */
let here = { mark: markHere(), url: location.href }
const note = () => {
  here = { mark: markHere(), url: location.href }
}

addEventListener('popstate', () => {
  const left = here
  note()
  if (left.mark === 'closed' && here.mark === undefined && left.url === here.url) history.back()
})

/** Calls `close` when the user goes back. */
export const useBack = (close: () => void): void => {
  const latest = useRef(close)
  latest.current = close
  useLayoutEffect(() => {
    if (markHere() === undefined) history.pushState({ ...history.state, over: 'open' }, '')
    else setMark('open')
    note()
    const onPop = () => {
      if (markHere() !== 'open') latest.current()
    }
    addEventListener('popstate', onPop)
    return () => {
      removeEventListener('popstate', onPop)
      if (markHere() === 'open') setMark('closed')
      note()
    }
  }, [])
}
