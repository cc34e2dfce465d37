/** The contract as AsyncAPI and as a page. */

import { createAsyncApi } from '../reference/asyncapi.ts'
import { readExamples } from '../reference/examples.ts'
import { createPage, pageScript, pageStyle } from '../reference/page/page.ts'
import { createFile, type File, serveFile } from './file.ts'
import { withoutSlash } from './redirect.ts'
import { json } from './response.ts'
import type { Route } from './route.ts'

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

/** Computes the value at the first call and keeps it. */
const once = <Value>(make: () => Value): (() => Value) => {
  let made: { value: Value } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

export const referenceRoutes = (): Route[] => {
  const steps = once(() => readExamples().steps)
  const document = once(() => createAsyncApi(steps()))
  const serve = (path: string, type: string, read: () => string, headers: Record<string, string> = {}): Route => {
    const file = once<File>(() =>
      createFile(Buffer.from(read()), { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-cache', ...headers }),
    )
    return { method: 'GET', path, handle: (request) => serveFile(file(), request) }
  }
  return [
    { method: 'GET', path: '/asyncapi.json', handle: () => json(200, document()) },
    serve('/reference', 'text/html', () => createPage(steps()), { 'content-security-policy': policy }),
    serve('/reference.css', 'text/css', pageStyle),
    serve('/reference.js', 'text/javascript', pageScript),
    withoutSlash('/reference'),
  ]
}
