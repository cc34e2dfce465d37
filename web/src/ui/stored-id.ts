import { newRequestId } from '#client'
import { load, store } from './storage.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A random id that the browser stores under the key. It is made anew when there is none. */
export const storedId = (key: string): string => {
  const known = load(key)
  if (known !== undefined && uuid.test(known)) return known
  const fresh = newRequestId()
  store(key, fresh)
  return fresh
}
