import { z } from 'zod'
import { ChannelUnavailable, MessageRefused } from '../messages/channel.ts'
import type { Post } from './compose.ts'

const connections = 5

/** What nodemailer says about a failure. */
const failure = z.object({
  code: z.string().optional(),
  responseCode: z.number().optional(),
  command: z.string().optional(),
  message: z.string(),
})

/** The server, or the way to it, and not this mail. */
const isUnavailable = ({ code = '', responseCode, command }: z.infer<typeof failure>): boolean =>
  ['ECONNECTION', 'ETIMEDOUT', 'ESOCKET', 'EDNS', 'ETLS', 'EPROTOCOL', 'EAUTH', 'ENOAUTH', 'EPROXY'].includes(code) ||
  responseCode === 421 ||
  // it does not take mail from this sender: the next one would fare no better
  (command === 'MAIL FROM' && responseCode !== undefined)

/** What the outbox has to know of the error. */
const explain = (error: unknown): unknown => {
  const { data } = failure.safeParse(error)
  if (data === undefined) return error
  if (isUnavailable(data)) return new ChannelUnavailable(data.message, { cause: error })
  const isFinal = (data.responseCode ?? 0) >= 500 || (data.code === 'EENVELOPE' && data.responseCode === undefined)
  return isFinal ? new MessageRefused(data.message) : error
}

const isLocal = (host: string) => ['localhost', '127.0.0.1', '[::1]'].includes(host)

/** Keeps a few connections open while there is something to send. The parameters of the URL are those of nodemailer. */
export const createSmtp = async (url: string): Promise<Post> => {
  const { createTransport } = await import('nodemailer')
  const { username, hostname } = new URL(url)
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: connections,
    // the outbox repeats
    maxRequeues: 1,
    connectionTimeout: 8000,
    greetingTimeout: 8000,
    socketTimeout: 8000,
    // a password never goes over the network in the clear
    requireTLS: username !== '' && !isLocal(hostname),
  })
  return {
    deliver: async (mail, signal) => {
      await transport.sendMail({ ...mail, signal }).catch((error: unknown) => {
        throw explain(error)
      })
    },
    close: async () => transport.close(),
  }
}
