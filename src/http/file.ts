/** A file that is served from memory: with an etag, and compressed for those who accept it. */
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import { acceptedEncoding, refusesPlain } from './accepted-encoding.ts'
import type { HttpRequest, HttpResponse } from './route.ts'

const compressors = { br: promisify(brotliCompress), gzip: promisify(gzip) } as const

/** The smallest first. */
const encodings = ['br', 'gzip'] as const

/** Pictures and fonts are compressed already. */
const isCompressible = (type: string) => /^text\/|json|javascript|xml|svg/.test(type)

export interface File {
  body: Buffer
  headers: Record<string, string>
  /** The etag without its quotes. */
  tag: string
  /** Compressed once for each encoding, at the first request for it. */
  compressed: Map<string, Promise<Buffer>>
}

export const createFile = (body: Buffer, headers: Record<string, string>): File => {
  const tag = createHash('sha256').update(body).digest('base64url').slice(0, 22)
  // weak, because it stands for the file in every encoding
  return { body, headers: { ...headers, etag: `W/"${tag}"`, vary: 'accept-encoding' }, tag, compressed: new Map() }
}

/** Whether `If-None-Match` names the tag: one of a list, strong or weak, as a proxy that compresses makes it, or any by `*`. */
const isKnown = (ifNoneMatch: string, tag: string) =>
  ifNoneMatch.trim() === '*' || [...ifNoneMatch.matchAll(/"([^"]*)"/g)].some(([, known]) => known === tag)

export const serveFile = async ({ body, headers, tag, compressed }: File, { headers: asked }: HttpRequest): Promise<HttpResponse> => {
  if (isKnown([asked['if-none-match'] ?? ''].flat().join(), tag)) return { status: 304, headers }
  const accepted = [asked['accept-encoding'] ?? ''].flat().join()
  const mayCompress = isCompressible(headers['content-type'] ?? '') || refusesPlain(accepted)
  const encoding = mayCompress ? acceptedEncoding(accepted, encodings) : undefined
  if (!encoding) return { status: 200, headers, body }
  const ready = compressed.get(encoding) ?? compressors[encoding](body)
  compressed.set(encoding, ready)
  return { status: 200, headers: { ...headers, 'content-encoding': encoding }, body: await ready }
}
