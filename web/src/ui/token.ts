/** A session's token in the browser's storage: all tabs sign in and out together. */
import { signal } from '@preact/signals'
import type { ConnectionState } from '#client'
import { load, onStored, remove, store } from './storage.ts'

export const createToken = (key: string) => {
  const reasonKey = `${key}-ended`
  const token = signal(load(key))
  /** Why the last session ended. */
  const endedBecause = signal<string | undefined>(undefined)

  const signIn = (fresh: string): void => {
    endedBecause.value = undefined
    store(key, fresh)
    token.value = fresh
  }
  const signOut = (reason = 'other'): void => {
    endedBecause.value = reason
    // before the token goes: the other tabs read the reason when they see it go
    store(reasonKey, reason)
    remove(key)
    token.value = undefined
  }
  /** Call this with every state of the token's connection. */
  const onState = (state: ConnectionState): void => {
    if (state.status !== 'ended' || state.failure.reason === 'closed' || state.failure.reason === 'replaced') return
    signOut(state.failure.reason)
  }
  onStored(key, () => {
    token.value = load(key)
    endedBecause.value = token.value === undefined ? (load(reasonKey) ?? 'other') : undefined
  })
  return { token, endedBecause, signIn, onState }
}
