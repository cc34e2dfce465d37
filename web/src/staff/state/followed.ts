/** A list that is read again when the orders, the couriers or the shop change, but not for each of many changes at once. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { explain } from '../../language/failure.ts'
import { staff } from './session.ts'

const pauseMs = 2000

/** What `read` has returned last. Another `key` reads again at once. */
export const useFollowed = <Value>(read: () => Promise<Value>, key = '') => {
  const value = useSignal<Value | undefined>(undefined)
  const problem = useSignal<string | undefined>(undefined)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let isGone = false
    let [begun, shown] = [0, 0]
    const load = async () => {
      begun += 1
      const mine = begun
      try {
        const fresh = await read()
        // an answer that was overtaken shows what was before
        if (isGone || mine < shown) return
        shown = mine
        value.value = fresh
        problem.value = undefined
      } catch (error) {
        if (!isGone) problem.value = explain(error)
      }
    }
    const later = () => {
      timer ??= setTimeout(() => {
        timer = undefined
        void load()
      }, pauseMs)
    }
    void load()
    const stops = [
      staff().on('queue:changed', later),
      staff().on('stock:low', later),
      staff().on('stale', later),
      staff().on('shop:changed', later),
      staff().on('courier:changed', later),
    ]
    return () => {
      isGone = true
      clearTimeout(timer)
      for (const stop of stops) stop()
    }
  }, [key])
  return { value, problem }
}
