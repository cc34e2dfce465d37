/** The response for a path without a resource: a page for people, an error object for programs. */
import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { json } from './response.ts'
import type { HttpResponse } from './route.ts'

const style = `
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
  body { max-width: 30rem; margin: 20vh auto 0; padding: 0 1rem; text-align: center }`
const styleHash = createHash('sha256').update(style).digest('base64')

const forPeople: HttpResponse = {
  status: 404,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; frame-ancestors 'none'; base-uri 'none'`,
    vary: 'accept',
  },
  body: `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Page not found</title><style>${style}</style><main><h1>Page not found</h1>
<p>There is no page at this address. Check that it is spelt correctly.</p></main></html>`,
}

const forPrograms = json(
  404,
  { error: { code: 'not_found', message: 'There is no resource at this path.', retryable: false } },
  { vary: 'accept' },
)

/** Browsers ask for pages with `Accept: text/html`; other programs do not name it. */
export const notFound = ({ accept }: IncomingHttpHeaders): HttpResponse => (accept?.includes('text/html') ? forPeople : forPrograms)
