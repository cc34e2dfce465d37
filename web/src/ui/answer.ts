/** What the gateway has answered last, for views that ask again: because the person filters, or because something has changed. */
import { batch, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { explain } from '../language/failure.ts'
import { Newest } from './newest.ts'

/** Asks at once, and again for every other `key`. */
export const useAnswer = <Value>(read: () => Promise<Value>, key = '') => {
  const value = useSignal<Value | undefined>(undefined)
  const problem = useSignal<string | undefined>(undefined)
  /** How many answers are to come. */
  const waiting = useSignal(0)
  const newest = useRef(new Newest()).current
  const latest = useRef(read)
  latest.current = read

  const ask = async (fail: (error: unknown, isNewest: () => boolean) => void) => {
    const isNewest = newest.ask()
    waiting.value = waiting.peek() + 1
    try {
      const fresh = await latest.current()
      if (!isNewest()) return
      batch(() => {
        value.value = fresh
        problem.value = undefined
      })
    } catch (error) {
      fail(error, isNewest)
    } finally {
      waiting.value = waiting.peek() - 1
    }
  }
  const load = () =>
    void ask((error, isNewest) => {
      if (isNewest()) problem.value = explain(error)
    })
  /** For an action, which shows its error itself. */
  const reload = () =>
    ask((error) => {
      throw error
    })
  /** Shows what an action has changed. An answer that is to come may not know of it: it is asked for again. */
  const put = (fresh: Value | undefined) => {
    newest.drop()
    value.value = fresh
    if (waiting.peek() > 0) load()
  }
  useEffect(() => {
    load()
    return () => newest.drop()
  }, [key])
  return { value, problem, waiting, load, reload, put }
}
