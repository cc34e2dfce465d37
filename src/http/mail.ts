/** `/sandbox/mail` in the demo: the mails that were not sent, for everybody who can open the page. */
import { createHash } from 'node:crypto'
import type { MailFolder } from '../mail/files.ts'
import { escapeHtml } from './escape-html.ts'
import { notFound } from './not-found.ts'
import type { HttpResponse, Route } from './route.ts'

const style = `
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
  body { max-width: 80rem; margin: 0 auto; padding: 1rem }
  h1 { font-size: 1.5rem; margin: .5rem 0 }
  li, dd, pre { overflow-wrap: anywhere }
  ol { list-style: none; padding: 0 }
  li a { display: block; padding: .75rem 0; border-top: 1px solid #8886 }
  small { opacity: .75 }
  .both { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)) }
  iframe { width: 100%; height: 75vh; border: 1px solid #8886; border-radius: .5rem; background: #fff }
  pre { margin: 0; padding: 1rem; white-space: pre-wrap; border: 1px solid #8886; border-radius: .5rem }`
const styleHash = createHash('sha256').update(style).digest('base64')

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'`,
}

/** The HTML of a mail: it runs nothing, loads nothing, and only our own page may show it. */
const mailHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'; sandbox allow-popups allow-popups-to-escape-sandbox",
  'x-frame-options': 'SAMEORIGIN',
}

const page = (title: string, content: string): HttpResponse => ({
  status: 200,
  headers,
  body: `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title><style>${style}</style><main>${content}</main></html>`,
})

/** So many are listed: each is read for its subject. */
const mostListed = 50

type Mail = NonNullable<Awaited<ReturnType<MailFolder['read']>>>

const addressee = ({ to }: Mail) => escapeHtml(to?.map(({ address }) => address ?? '').join(', ') ?? '')

const listed = (id: string, mail: Mail) =>
  `<li><a href="/sandbox/mail/${id}"><bdi>${escapeHtml(mail.subject ?? '')}</bdi><br><small>${addressee(mail)}, ${escapeHtml(mail.date ?? '')}</small></a></li>`

const shown = (id: string, mail: Mail) => `<p><a href="/sandbox/mail">All mails</a></p><h1><bdi>${escapeHtml(mail.subject ?? '')}</bdi></h1>
<p><small>From ${escapeHtml(mail.from?.address ?? '')} to ${addressee(mail)}, ${escapeHtml(mail.date ?? '')}${mail.attachments
  .map(({ filename }) => `, with ${escapeHtml(filename ?? 'an attachment')}`)
  .join('')}</small></p>
<div class="both"><iframe title="As HTML" src="/sandbox/mail/${id}/html"></iframe><pre>${escapeHtml(mail.text ?? '')}</pre></div>`

export const mailRoutes = (folder: MailFolder): Route[] => [
  {
    method: 'GET',
    path: '/sandbox/mail',
    handle: async () => {
      const ids = (await folder.list()).slice(0, mostListed)
      const mails = await Promise.all(ids.map(async (id) => ({ id, mail: await folder.read(id) })))
      const list = mails.flatMap(({ id, mail }) => (mail ? [listed(id, mail)] : []))
      return page(
        'Mails',
        `<h1>Mails</h1><p>This is the demo: no mail is sent. ${list.length === 0 ? 'There is none yet.' : ''}</p><ol>${list.join('')}</ol>`,
      )
    },
  },
  {
    method: 'GET',
    path: '/sandbox/mail/:id',
    handle: async ({ params: { id = '' }, headers: asked }) => {
      const mail = await folder.read(id)
      return mail ? page(mail.subject ?? '', shown(id, mail)) : notFound(asked)
    },
  },
  {
    method: 'GET',
    path: '/sandbox/mail/:id/html',
    handle: async ({ params: { id = '' }, headers: asked }) => {
      const mail = await folder.read(id)
      return mail?.html === undefined
        ? notFound(asked)
        : { status: 200, headers: mailHeaders, body: mail.html.replace('<head>', '<head><base target="_blank">') }
    },
  },
]
