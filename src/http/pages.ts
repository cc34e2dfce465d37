/** The pages that `npm run build` makes from `web/`. All files are read at the start, so a request path is never used as a file path. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { notFound } from './not-found.ts'
import { withoutSlash } from './redirect.ts'
import type { HttpRequest, HttpResponse, Route } from './route.ts'
import { type Tiles, tileAttributes, tileSource } from './tiles.ts'

const builtPages = fileURLToPath(new URL('../../dist/web/', import.meta.url))

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

interface Pages {
  folder: string
  demo: boolean
  tiles: Tiles | undefined
}

/** Allows nothing from other origins except the tiles of the map, and nothing inline except images that the page draws itself. */
const policyWith = (tiles: Tiles | undefined) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' data:${tiles ? ` ${tileSource(tiles)}` : ''}`,
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')

interface File {
  body: Buffer
  headers: Record<string, string>
  /** Compressed at the first request. */
  zipped: () => Promise<Buffer>
}

/** Tells the page what it shows: how to sign in with the demo accounts, and the street map. */
const withSettings = (page: Buffer, { demo, tiles }: Pages) => {
  const attributes = (demo ? ' data-demo' : '') + (tiles ? tileAttributes(tiles) : '')
  return attributes ? Buffer.from(page.toString().replace('<body>', () => `<body${attributes}>`)) : page
}

const readOne = (path: string, pages: Pages): File => {
  const isPage = path.endsWith('.html')
  const read = readFileSync(join(pages.folder, path))
  const body = isPage ? withSettings(read, pages) : read
  let zipping: Promise<Buffer> | undefined
  return {
    body,
    headers: {
      'content-type': types[extname(path)] ?? 'application/octet-stream',
      // the name of an asset contains a hash of its content
      'cache-control': path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
      vary: 'accept-encoding',
      ...(isPage && { 'content-security-policy': policyWith(pages.tiles), 'permissions-policy': 'geolocation=(self)' }),
    },
    zipped: () => {
      zipping ??= promisify(gzip)(body)
      return zipping
    },
  }
}

const readAll = (pages: Pages): ReadonlyMap<string, File> => {
  const { folder } = pages
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    const paths = entries.map(({ parentPath, name }) => relative(folder, join(parentPath, name)).replaceAll(sep, '/'))
    return new Map(paths.map((path) => [path, readOne(path, pages)]))
  } catch (error) {
    // without a build there are no pages
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Map()
    throw error
  }
}

const answer = async ({ body, headers, zipped }: File, { headers: asked }: HttpRequest): Promise<HttpResponse> => {
  if (asked['if-none-match'] === headers.etag) return { status: 304, headers }
  const accepted = asked['accept-encoding']
  if (!/\bgzip\b/.test(Array.isArray(accepted) ? accepted.join() : (accepted ?? ''))) return { status: 200, headers, body }
  return { status: 200, headers: { ...headers, 'content-encoding': 'gzip' }, body: await zipped() }
}

/** `/` is the customer's page, `/staff` the staff board; both share the assets. */
export const pageRoutes = ({ folder = builtPages, demo = false, tiles }: Partial<Pages> = {}): Route[] => {
  const files = readAll({ folder, demo, tiles })
  const serve = (path: string, name: (request: HttpRequest) => string): Route => ({
    method: 'GET',
    path,
    handle: (request) => {
      const file = files.get(name(request))
      return file ? answer(file, request) : notFound(request.headers)
    },
  })
  return [
    serve('/', () => 'index.html'),
    serve('/staff', () => 'staff.html'),
    withoutSlash('/staff'),
    serve('/favicon.svg', () => 'favicon.svg'),
    serve('/assets/*', ({ params }) => `assets/${params['*'] ?? ''}`),
  ]
}
