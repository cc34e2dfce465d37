import type { HttpRequest } from './api.ts'

/** The headers of a request, with repeated ones joined as Node does. A copy, because the request is invalid after its handler returns. */
export const headersOf = (request: HttpRequest): Map<string, string> => {
  const headers = new Map<string, string>()
  request.forEach((name, value) => {
    const before = headers.get(name)
    headers.set(name, before === undefined ? value : `${before}, ${value}`)
  })
  return headers
}
