/** The response for a path without a resource: a page for people, an error object for programs. */
import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { phrasesFor, wantedLanguage } from './language.ts'
import { json } from './response.ts'
import type { HttpResponse } from './route.ts'

const style = `
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
  body { max-width: 30rem; margin: 20vh auto 0; padding: 0 1rem; text-align: center }`
const styleHash = createHash('sha256').update(style).digest('base64')

const vary = 'accept, accept-language'

const forPeople = (headers: IncomingHttpHeaders): HttpResponse => {
  const { title, text } = phrasesFor(headers).pageNotFound()
  return {
    status: 404,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; frame-ancestors 'none'; base-uri 'none'`,
      vary,
    },
    body: `<!doctype html><html lang="${wantedLanguage(headers)}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>${style}</style><main><h1>${title}</h1>
<p>${text}</p></main></html>`,
  }
}

const forPrograms = (headers: IncomingHttpHeaders): HttpResponse =>
  json(404, { error: { code: 'not_found', message: phrasesFor(headers).noResource(), retryable: false } }, { vary })

/** Browsers ask for pages with `Accept: text/html`; other programs do not name it. */
export const notFound = (headers: IncomingHttpHeaders): HttpResponse =>
  headers.accept?.includes('text/html') ? forPeople(headers) : forPrograms(headers)
