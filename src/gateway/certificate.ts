/** When the certificate of the public URL ends. The proxy in front of the gateway has it, so the gateway asks for it as a client does. */
import { isIP } from 'node:net'
import { connect } from 'node:tls'

const lookEveryMs = 10 * 60_000
const answerMayTakeMs = 5000

/** Undefined where the server does not answer. A certificate that has ended, or that is not trusted, counts as well. */
const endOf = ({ hostname, port }: URL): Promise<number | undefined> =>
  new Promise((resolve) => {
    const host = hostname.replace(/^\[|\]$/g, '')
    const name = isIP(host) === 0 ? { servername: host } : {}
    const socket = connect({ host, port: Number(port || 443), ...name, rejectUnauthorized: false, timeout: answerMayTakeMs })
    socket.unref()
    const done = (end?: number) => {
      resolve(end)
      socket.destroy()
    }
    socket.once('secureConnect', () => {
      const end = Date.parse(socket.getPeerCertificate().valid_to)
      done(Number.isNaN(end) ? undefined : end)
    })
    socket.once('timeout', () => done())
    socket.on('error', () => done())
  })

/** Returns what the last look has found, and looks again after a while. Nothing looks while nothing asks. */
export const watchCertificate = (publicUrl: string | undefined): (() => number | undefined) => {
  if (publicUrl === undefined || !publicUrl.startsWith('https:')) return () => undefined
  const url = new URL(publicUrl)
  let known: number | undefined
  let lookedAt = Number.NEGATIVE_INFINITY
  return () => {
    if (performance.now() - lookedAt > lookEveryMs) {
      lookedAt = performance.now()
      void endOf(url).then((end) => {
        known = end ?? known
        // a proxy that did not answer is asked again at the next reading
        if (end === undefined) lookedAt = Number.NEGATIVE_INFINITY
      })
    }
    return known
  }
}
