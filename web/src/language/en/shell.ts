import type { SessionEndReason } from '../words.ts'

export const shell = {
  claim: 'Delivered to your door',
  skip: 'Skip to the content',
  nav: { label: 'Pages', menu: 'Menu', basket: 'Basket', orders: 'Orders', inbox: 'Messages', account: 'Account', signIn: 'Sign in' },
  connection: {
    connecting: 'Connecting…',
    lost: 'No connection. Reconnecting… Nothing is lost.',
    offline: 'You are offline. We reconnect as soon as your network is back.',
    draining: 'We are restarting and will be back in a moment. Nothing is lost.',
    refused: 'The shop cannot be reached from this page. Please open it at its usual address.',
    crowded: 'There are too many connections from your network. We keep trying.',
    unreachable: 'We cannot reach the shop right now. We keep trying.',
    ready: 'Connected again.',
  },
  ended: {
    signed_out: 'You are signed out.',
    revoked: 'This device was signed out from another device.',
    expired: 'Your session has expired. Please sign in again.',
    password_changed: 'Your password has changed. Please sign in again.',
    account_deleted: 'Your account has been deleted. Take care!',
    replaced: 'This page is open in another window.',
  } satisfies Record<SessionEndReason, string>,
  useHere: 'Use it here',
  signInAgain: 'Please sign in again.',
  loading: 'Loading…',
  broken: {
    title: 'Something went wrong',
    what: 'We could not show this page',
    text: 'Your basket and your orders are safe.',
    reload: 'Load it again',
  },
  quoted: (text: string) => `“${text}”`,
  failed: 'That did not work. Please try again.',
}
