/** The staff member's connection, and a guest's connection beside it for the menu and for signing in. */
import { computed, effect, type Signal, signal } from '@preact/signals'
import { type Client, type ConnectionState, connect } from '#client'
import { setServerTime } from '../../ui/now.ts'
import { createToken } from '../../ui/token.ts'

export const { token, endedBecause, signIn, onState } = createToken('staff-token')
export const guest = connect({ namespace: '/guest' })

/** What one person has opened or entered: it is forgotten when another one signs in. */
export const ofPerson = <Value>(initial: Value): Signal<Value> => {
  const value = signal(initial)
  effect(() => {
    void token.value
    value.value = initial
  })
  return value
}

const guestState = signal<ConnectionState>(guest.state())
guest.on('state', (state) => {
  guestState.value = state
})
const staffState = signal<ConnectionState>({ status: 'connecting' })
export const connection = computed(() => (token.value === undefined ? guestState.value : staffState.value))

type Session = Extract<ConnectionState, { status: 'ready' }>['session']
/** Kept while the connection is down. */
export const session = signal<Session>(undefined)

const round = signal(0)
/** Connects again with the same token: what the session may do has changed. */
export const reconnect = (): void => {
  round.value += 1
}

let client: Client<'/staff'> | undefined
export const staff = (): Client<'/staff'> => {
  if (!client) throw new Error('no staff member is signed in')
  return client
}

/** `onStaff` gets each connection, and returns what is to be done when it ends. */
export const startSession = (onStaff: (client: Client<'/staff'>) => () => void): void => {
  effect(() => {
    if (token.value === undefined || round.value < 0) return
    const opened = connect({ namespace: '/staff', token: token.value })
    client = opened
    staffState.value = opened.state()
    opened.on('state', (state) => {
      staffState.value = state
      if (state.status === 'ready') {
        // each time, because the clock of the device may have been corrected meanwhile, and before the queue is listed: what is late already is no news
        if (state.session) setServerTime(state.session.server.time)
        session.value = state.session
      }
      onState(state)
    })
    const leave = onStaff(opened)
    return () => {
      leave()
      opened.close()
      session.value = undefined
    }
  })
}
