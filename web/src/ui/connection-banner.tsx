import { type ReadonlySignal, signal, useSignal, useSignalEffect } from '@preact/signals'
import type { ConnectionState } from '#client'
import type { Texts } from '../language/en/index.ts'
import { t } from '../language/language.ts'

/** Shorter interruptions are not shown; connecting for the first time takes a moment too. */
const graceMs = 700
const backShownForMs = 3000

/** What the browser knows about its network. */
const isOnline = signal(navigator.onLine)
for (const event of ['online', 'offline'])
  addEventListener(event, () => {
    isOnline.value = navigator.onLine
  })

type Shown = keyof Texts['connection']

/** Reasons with a text of their own; after the others, connecting may succeed at any moment. */
const shownReasons: Readonly<Record<string, 'refused' | 'crowded'>> = {
  origin_not_allowed: 'refused',
  wrong_address: 'refused',
  too_many_connections: 'crowded',
}

/** Undefined while there is a connection, and for one that has ended. */
const interruptionOf = (state: ConnectionState): Exclude<Shown, 'ready'> | undefined => {
  if (state.status !== 'connecting') return undefined
  if (!isOnline.value) return 'offline'
  if (state.reconnectAfterMs !== undefined) return 'draining'
  if (state.failure !== undefined && Object.hasOwn(shownReasons, state.failure.reason ?? ''))
    return shownReasons[state.failure.reason ?? '']
  if (state.lost) return 'lost'
  return state.failure === undefined ? 'connecting' : 'unreachable'
}

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
  const shown = useSignal<Shown | undefined>(undefined)
  useSignalEffect(() => {
    const next = interruptionOf(state.value)
    const before = shown.peek()
    const show = (what: Shown | undefined) => {
      shown.value = what
    }
    if (state.value.status === 'ended') return show(undefined)
    if (next !== undefined && (before !== undefined || next === 'offline')) return show(next)
    if (next === undefined && (before === undefined || before === 'connecting')) return show(undefined)
    if (next === undefined) show('ready')
    const timer = setTimeout(() => show(next), next === undefined ? backShownForMs : graceMs)
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
