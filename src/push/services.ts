/** The push services to which we send. A client names the address, so the gateway would otherwise ask any host that a client wants. */

/** Of Chrome and most others, Firefox, Safari and Edge. A name that begins with a dot stands for all hosts under it. */
const known = ['fcm.googleapis.com', '.push.services.mozilla.com', '.push.apple.com', '.notify.windows.com']

const isKnown = ({ protocol, port, hostname }: URL) =>
  protocol === 'https:' && port === '' && known.some((name) => (name.startsWith('.') ? hostname.endsWith(name) : hostname === name))

/** `others`: origins that the operator has allowed besides. */
export const isPushService = (endpoint: string, others: readonly string[]): boolean => {
  if (!URL.canParse(endpoint)) return false
  const url = new URL(endpoint)
  return url.username === '' && url.password === '' && (isKnown(url) || others.includes(url.origin))
}
