/** Mails as files, where no SMTP server is configured: for development and the demo. */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Email } from 'postal-mime'
import type { Post } from './compose.ts'

const mostKept = 200
const fileName = /^([0-9a-f-]{36})\.eml$/

/** The ids of the mails in the folder, the newest first: ids rise with time. */
const list = async (folder: string): Promise<string[]> => {
  const names = await readdir(folder).catch(() => [])
  return names
    .flatMap((name) => fileName.exec(name)?.[1] ?? [])
    .sort()
    .reverse()
}

/** One file for each mail, `<id>.eml`, which every mail program opens. A mail that is sent twice is one file. */
export const createMailFiles = (folder: string): Post & MailFolder => {
  return {
    deliver: async (mail) => {
      const { createTransport } = await import('nodemailer')
      const transport = createTransport({ streamTransport: true, buffer: true, newline: 'unix' })
      const { message } = await transport.sendMail(mail)
      const [, id = ''] = /<(.*)@/.exec(mail.messageId) ?? []
      await mkdir(folder, { recursive: true })
      const written = join(folder, `${id}.part`)
      await writeFile(written, message, { mode: 0o600 })
      await rename(written, join(folder, `${id}.eml`))
      for (const old of (await list(folder)).slice(mostKept)) await rm(join(folder, `${old}.eml`), { force: true })
    },
    close: async () => undefined,
    list: () => list(folder),
    read: async (id) => {
      if (!fileName.test(`${id}.eml`)) return undefined
      const content = await readFile(join(folder, `${id}.eml`)).catch(() => undefined)
      return content && (await import('postal-mime')).default.parse(content)
    },
  }
}

/** What the demo shows of the folder. */
export interface MailFolder {
  list(): Promise<string[]>
  read(id: string): Promise<Email | undefined>
}
