import type { Mail } from './write.ts'

/** Who the mails are from. Without a name it is the name of the shop. */
export interface Sender {
  name?: string | undefined
  address: string
}

interface Addressed {
  id: string
  to: string
  from: Sender
  shop: string
}

/** The mail as nodemailer takes it. `to` is an address and nothing else: nodemailer would read a list in it as several. */
export const compose = ({ subject, text, html, language, attachments }: Mail, { id, to, from, shop }: Addressed) => ({
  from: { name: from.name ?? shop, address: from.address },
  to: { name: '', address: to },
  envelope: { from: from.address, to: [to] },
  messageId: `<${id}@${from.address.slice(from.address.lastIndexOf('@') + 1)}>`,
  // on one line, whatever is in it
  subject: subject.replace(/\s+/g, ' '),
  text,
  html,
  attachments: attachments.map(({ filename, content, contentType }) => ({ filename, content, contentType })),
  headers: { 'auto-submitted': 'auto-generated', 'content-language': language },
  // attachments are given as content, never as something to read
  disableFileAccess: true,
  disableUrlAccess: true,
})

export type Composed = ReturnType<typeof compose>

/** Where the mails go. */
export interface Post {
  /** Resolves when the mail is taken. */
  deliver(mail: Composed, signal: AbortSignal): Promise<void>
  close(): Promise<void>
}
