/** A list that is read again when the orders, the couriers or the shop change, but not for each of many changes at once. */
import { useEffect } from 'preact/hooks'
import { useAnswer } from '../../ui/answer.ts'
import { staff } from './session.ts'

const pauseMs = 2000

/** What `read` has returned last. Another `key` reads again at once. */
export const useFollowed = <Value>(read: () => Promise<Value>, key = '') => {
  const answer = useAnswer(read, key)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const later = () => {
      timer ??= setTimeout(() => {
        timer = undefined
        answer.load()
      }, pauseMs)
    }
    const stops = [
      staff().on('queue:changed', later),
      staff().on('stock:low', later),
      staff().on('stale', later),
      staff().on('shop:changed', later),
      staff().on('courier:changed', later),
    ]
    return () => {
      clearTimeout(timer)
      for (const stop of stops) stop()
    }
  }, [key])
  return answer
}
