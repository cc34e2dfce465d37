/** A file that is served from memory: with an etag, and compressed for those who accept it. */
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { HttpRequest, HttpResponse } from './route.ts'

export interface File {
  body: Buffer
  headers: Record<string, string>
  /** Compressed at the first request. */
  zipped: () => Promise<Buffer>
}

export const createFile = (body: Buffer, headers: Record<string, string>): File => {
  let zipping: Promise<Buffer> | undefined
  return {
    body,
    headers: { ...headers, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`, vary: 'accept-encoding' },
    zipped: () => {
      zipping ??= promisify(gzip)(body)
      return zipping
    },
  }
}

export const serveFile = async ({ body, headers, zipped }: File, { headers: asked }: HttpRequest): Promise<HttpResponse> => {
  if (asked['if-none-match'] === headers.etag) return { status: 304, headers }
  const accepted = asked['accept-encoding']
  if (!/\bgzip\b/.test(Array.isArray(accepted) ? accepted.join() : (accepted ?? ''))) return { status: 200, headers, body }
  return { status: 200, headers: { ...headers, 'content-encoding': 'gzip' }, body: await zipped() }
}
