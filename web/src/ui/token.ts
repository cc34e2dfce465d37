/** A session's token in the browser's storage: all tabs sign in and out together. */
import { signal } from '@preact/signals'
import type { ConnectionState } from '#client'

export const createToken = (key: string) => {
  const reasonKey = `${key}-ended`
  const stored = () => localStorage.getItem(key) ?? undefined
  const token = signal(stored())
  /** Why the last session ended. */
  const endedBecause = signal<string | undefined>(undefined)

  const signIn = (fresh: string): void => {
    endedBecause.value = undefined
    localStorage.setItem(key, fresh)
    token.value = fresh
  }
  const signOut = (reason = 'other'): void => {
    endedBecause.value = reason
    // before the token goes: the other tabs read the reason when they see it go
    localStorage.setItem(reasonKey, reason)
    localStorage.removeItem(key)
    token.value = undefined
  }
  /** Call this with every state of the token's connection. */
  const onState = (state: ConnectionState): void => {
    if (state.status !== 'ended' || state.failure.reason === 'closed' || state.failure.reason === 'replaced') return
    signOut(state.failure.reason)
  }
  addEventListener('storage', ({ key: changed }) => {
    if (changed !== key && changed !== null) return
    token.value = stored()
    endedBecause.value = token.value === undefined ? (localStorage.getItem(reasonKey) ?? 'other') : undefined
  })
  return { token, endedBecause, signIn, onState }
}
