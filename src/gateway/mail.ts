/** The channel of e-mail, made of what the gateway has. */
import { join } from 'node:path'
import { issueToken } from '../accounts/links.ts'
import type { Config } from '../config.ts'
import type { Database } from '../database/database.ts'
import { createMailChannel } from '../mail/channel.ts'
import { createMailFiles, type MailFolder } from '../mail/files.ts'
import { createSmtp } from '../mail/smtp.ts'
import type { MenuCopy } from '../menu/menu-copy.ts'
import type { Channel } from '../messages/channel.ts'
import type { Reports } from '../reports/reports.ts'
import { createReport } from '../requests/order/report.ts'

/** Where no server takes mail, it does not matter who it is from. */
const noSender = { address: 'shop@mail.invalid' }

interface Dependencies {
  config: Config
  database: Database
  reports: Reports
  menu: Pick<MenuCopy, 'shopName' | 'firstLanguage'>
  publicUrl: () => string
}

export const createMail = async ({
  config,
  database,
  reports,
  menu,
  publicUrl,
}: Dependencies): Promise<{ channel: Channel; folder: MailFolder | undefined }> => {
  const { SMTP_URL, MAIL_FROM = noSender, DATA_DIR } = config
  const files = SMTP_URL === undefined ? createMailFiles(join(DATA_DIR, 'mail')) : undefined
  const channel = createMailChannel({
    post: files ?? (await createSmtp(SMTP_URL ?? '')),
    from: MAIL_FROM,
    database,
    shopName: (locale) => menu.shopName(locale),
    firstLanguage: menu.firstLanguage,
    publicUrl,
    issueToken: (linkId) => issueToken(database, linkId),
    receiptOf: async (accountId, orderId) => {
      const { fileName, contentType, content } = await createReport({ database, reports }, accountId, { format: 'pdf', orderId })
      return { filename: fileName, contentType, content: Buffer.from(content) }
    },
  })
  return { channel, folder: files }
}
