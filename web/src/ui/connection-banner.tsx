import type { ReadonlySignal } from '@preact/signals'
import { useSignal, useSignalEffect } from '@preact/signals'
import type { ConnectionState } from '#client'
import { t } from '../language/language.ts'

/** Shorter interruptions are not shown; connecting for the first time takes a moment too. */
const graceMs = 700
const backShownForMs = 3000

/** A newer window has taken the place of this one. It does not connect by itself, so that two windows do not take turns for ever. */
const Replaced = () => (
  <p>
    {t().ended.replaced}{' '}
    <button type="button" onClick={() => location.reload()}>
      {t().useHere}
    </button>
  </p>
)

/** Shows that the connection is down, and then that it is back. */
export const ConnectionBanner = ({ state }: { state: ReadonlySignal<ConnectionState> }) => {
  const shown = useSignal<'draining' | 'connecting' | 'ready' | undefined>(undefined)
  useSignalEffect(() => {
    const now = state.value
    if (now.status === 'ended') return
    const wasDown = shown.peek() === 'connecting' || shown.peek() === 'draining'
    if (now.status === 'ready' && !wasDown) return
    const show = (what: typeof shown.value) => {
      shown.value = what
    }
    if (now.status === 'ready') show('ready')
    const later =
      now.status === 'ready' ? () => show(undefined) : () => show(now.reconnectAfterMs === undefined ? 'connecting' : 'draining')
    const timer = setTimeout(later, now.status === 'ready' ? backShownForMs : graceMs)
    return () => clearTimeout(timer)
  })
  const now = state.value
  const isReplaced = now.status === 'ended' && now.failure.reason === 'replaced'
  return (
    <div role="status" aria-live="polite" class="connection" data-state={isReplaced ? 'replaced' : shown.value}>
      {isReplaced ? <Replaced /> : shown.value && <p>{t().connection[shown.value]}</p>}
    </div>
  )
}
