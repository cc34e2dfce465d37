/** An SMTP server that keeps what it takes, and can be told to refuse. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'

export interface TakenMail extends Email {
  /** The addresses to which the server was told to deliver. */
  recipients: string[]
  raw: string
}

type Step = 'connect' | 'sender' | 'recipient' | 'taken'
/** What the server does at a step: an answer that refuses, or a promise that it waits for. */
type Behave = (step: Step, address: string) => { code: number; text: string } | Promise<void> | undefined

export interface MailServer {
  port: number
  /** For `SMTP_URL`. */
  url: string
  taken: TakenMail[]
  behave(behaviour: Behave): void
  stop(): Promise<void>
}

export const startMailServer = async (port = 0): Promise<MailServer> => {
  const taken: TakenMail[] = []
  let behaviour: Behave = () => undefined
  const act = async (step: Step, address: string): Promise<Error | null> => {
    const answer = behaviour(step, address)
    if (answer && 'code' in answer) return Object.assign(new Error(answer.text), { responseCode: answer.code })
    await answer
    return null
  }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    closeTimeout: 100,
    onConnect: ({ remoteAddress }, callback) => void act('connect', remoteAddress).then((error) => callback(error)),
    onMailFrom: ({ address }, _, callback) => void act('sender', address).then((error) => callback(error)),
    onRcptTo: ({ address }, _, callback) => void act('recipient', address).then((error) => callback(error)),
    onData: async (stream, { envelope }, callback) => {
      const chunks: Buffer[] = []
      for await (const chunk of stream) chunks.push(chunk)
      const content = Buffer.concat(chunks)
      const recipients = envelope.rcptTo.map(({ address }) => address)
      taken.push({ ...(await PostalMime.parse(content)), recipients, raw: content.toString() })
      callback(await act('taken', recipients.join()))
    },
  })
  // a client that is killed
  server.on('error', () => undefined)
  server.listen(port, '127.0.0.1')
  await once(server.server, 'listening')
  const { port: open } = server.server.address() as AddressInfo
  return {
    port: open,
    url: `smtp://127.0.0.1:${open}`,
    taken,
    behave: (next) => {
      behaviour = next
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
