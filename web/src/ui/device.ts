/** The id of this browser, from which the gateway tells a known device from a new one. */
import { newRequestId } from '#client'
import { load, store } from './storage.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A random id, made once. */
export const deviceId = (): string => {
  const known = load('device')
  if (known !== undefined && uuid.test(known)) return known
  const fresh = newRequestId()
  store('device', fresh)
  return fresh
}
