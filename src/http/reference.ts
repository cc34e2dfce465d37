/** The contract as AsyncAPI and as a page. */

import { createAsyncApi } from '../reference/asyncapi.ts'
import { readExamples } from '../reference/examples.ts'
import { createPage, pageStyleHash } from '../reference/page.ts'
import { withoutSlash } from './redirect.ts'
import { json } from './response.ts'
import type { Route } from './route.ts'

const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${pageStyleHash}'; frame-ancestors 'none'; base-uri 'none'`,
}

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
  const page = once(() => createPage(steps()))
  return [
    { method: 'GET', path: '/asyncapi.json', handle: () => json(200, document()) },
    { method: 'GET', path: '/reference', handle: () => ({ status: 200, headers: pageHeaders, body: page() }) },
    withoutSlash('/reference'),
  ]
}
