/** A file that is served from memory: with an etag, and compressed for those who accept it. */
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import type { HttpRequest, HttpResponse } from './route.ts'

/** The smallest first. */
const encodings = [
  { name: 'br', compress: promisify(brotliCompress) },
  { name: 'gzip', compress: promisify(gzip) },
] as const

/** Pictures and fonts are compressed already. */
const isCompressible = (type: string) => /^text\/|json|javascript|xml|svg/.test(type)

export interface File {
  body: Buffer
  headers: Record<string, string>
  /** Compressed once for each encoding, at the first request for it. */
  compressed: Map<string, Promise<Buffer>>
}

export const createFile = (body: Buffer, headers: Record<string, string>): File => ({
  body,
  headers: { ...headers, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`, vary: 'accept-encoding' },
  compressed: new Map(),
})

/** Whether the client accepts the encoding; `q=0` refuses it. */
const accepts = (accepted: string, encoding: string) => new RegExp(`\\b${encoding}\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$))`).test(accepted)

export const serveFile = async ({ body, headers, compressed }: File, { headers: asked }: HttpRequest): Promise<HttpResponse> => {
  if (asked['if-none-match'] === headers.etag) return { status: 304, headers }
  const accepted = [asked['accept-encoding'] ?? ''].flat().join()
  const encoding = isCompressible(headers['content-type'] ?? '') && encodings.find(({ name }) => accepts(accepted, name))
  if (!encoding) return { status: 200, headers, body }
  const ready = compressed.get(encoding.name) ?? encoding.compress(body)
  compressed.set(encoding.name, ready)
  return { status: 200, headers: { ...headers, 'content-encoding': encoding.name }, body: await ready }
}
