/** The one connection of this page: the signed-in customer's, or a guest's. */
import { computed, effect, signal, untracked } from '@preact/signals'
import { type Client, type ConnectionState, connect, type Session } from '#client'
import { setServerTime } from '../../ui/now.ts'
import { createToken } from '../../ui/token.ts'

export const { token, endedBecause, signIn, onState } = createToken('token')
export const isSignedIn = computed(() => token.value !== undefined)
export const connection = signal<ConnectionState>({ status: 'connecting' })
/** The customer's session; kept while the connection is down. */
export const session = signal<Session | undefined>(undefined)
const customerClient = signal<Client<'/'> | undefined>(undefined)
const guestClient = signal<Client<'/guest'> | undefined>(undefined)

/** For pages that only customers see. */
export const customer = (): Client<'/'> => {
  if (!customerClient.value) throw new Error('no customer is signed in')
  return customerClient.value
}
export const guest = (): Client<'/guest'> => {
  if (!guestClient.value) throw new Error('a customer is signed in')
  return guestClient.value
}
/** For requests that guests and customers may send. */
export const guestOrCustomer = (): Client<'/guest'> | Client<'/'> => customerClient.value ?? guest()

const watch = (client: Pick<Client<'/guest'>, 'state' | 'on'>) => {
  connection.value = client.state()
  client.on('state', (state) => {
    connection.value = state
    if (state.status !== 'ready') return
    session.value = state.session
    if (state.session) setServerTime(state.session.server.time)
  })
}

/** `onCustomer` and `onGuest` get each new connection before it is ready. */
export const startSession = (onCustomer: (client: Client<'/'>) => void, onGuest: (client: Client<'/guest'>) => void): void => {
  effect(() => {
    if (token.value !== undefined) {
      const client = connect({ namespace: '/', token: token.value })
      watch(client)
      client.on('state', onState)
      untracked(() => onCustomer(client))
      customerClient.value = client
      guestClient.value = undefined
      return () => {
        client.close()
        session.value = undefined
      }
    }
    const client = connect({ namespace: '/guest' })
    watch(client)
    untracked(() => onGuest(client))
    guestClient.value = client
    customerClient.value = undefined
    return () => client.close()
  })
}
