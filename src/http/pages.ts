/** The pages that `npm run build` makes from `web/`. All files are read at the start, so a request path is never used as a file path. */
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from '../root.ts'
import { escapeHtml } from './escape-html.ts'
import { createFile, type File, serveFile } from './file.ts'
import { type ShopName, serveNamed } from './named-file.ts'
import { notFound } from './not-found.ts'
import { type CardForm, framedHeaders, pagePolicy, workerHeaders } from './policy.ts'
import { withoutSlash } from './redirect.ts'
import type { HttpRequest, HttpResponse, Route } from './route.ts'
import { type Tiles, tileAttributes } from './tiles.ts'

const builtPages = fileURLToPath(new URL('dist/web/', root))

/** Its address contains the token: no cache keeps it, and no search engine. */
const trackingPage = 'track.html'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
}

interface Pages {
  folder: string
  demo: boolean
  tiles: Tiles | undefined
  cards: CardForm | undefined
  shopName: ShopName
}

/** Tells the page what it shows: the name of the shop, how to sign in with the demo accounts, and the street map. */
const writePage = (page: string, { demo, tiles }: Pages) => {
  const settings = (demo ? ' data-demo' : '') + (tiles ? tileAttributes(tiles) : '')
  return (name: string) => {
    const attributes = (name && ` data-shop="${escapeHtml(name)}"`) + settings
    return page
      .replace('<body>', () => `<body${attributes}>`)
      .replace(/(?<=<title>).*(?=<\/title>)/, (title) =>
        name === '' ? title : title === '' ? escapeHtml(name) : `${title} · ${escapeHtml(name)}`,
      )
  }
}

const writeManifest = (manifest: string) => {
  const parsed: Record<string, unknown> = JSON.parse(manifest)
  return (name: string) => JSON.stringify({ ...parsed, ...(name && { name, short_name: name }) })
}

type Serve = (request: HttpRequest) => HttpResponse | Promise<HttpResponse>

/** The card form of the sandbox. */
const cardPage = 'card.html'

const serveFixed = (read: Buffer, headers: Record<string, string>): Serve => {
  const file: File = createFile(read, headers)
  return (request) => serveFile(file, request)
}

const serveOne = (path: string, pages: Pages): Serve => {
  const type = extname(path)
  const read = readFileSync(join(pages.folder, path))
  const headers = {
    'content-type': types[type] ?? 'application/octet-stream',
    // the name of an asset contains a hash of its content
    'cache-control': path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    ...(path === trackingPage && { 'cache-control': 'no-store', 'x-robots-tag': 'noindex' }),
  }
  if (type === '.html') {
    if (path === cardPage) return serveFixed(read, { ...headers, ...framedHeaders })
    // staff take no payments
    const policy = pagePolicy(path === 'index.html' ? pages : { tiles: pages.tiles })
    const forPages = { ...headers, 'content-security-policy': policy, 'permissions-policy': 'geolocation=(self)' }
    return serveNamed(writePage(read.toString(), pages), forPages, pages.shopName)
  }
  if (type === '.webmanifest') return serveNamed(writeManifest(read.toString()), headers, pages.shopName)
  return serveFixed(read, path === 'worker.js' ? { ...headers, ...workerHeaders } : headers)
}

const readAll = (pages: Pages): ReadonlyMap<string, Serve> => {
  const { folder } = pages
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    const paths = entries.map(({ parentPath, name }) => relative(folder, join(parentPath, name)).replaceAll(sep, '/'))
    return new Map(paths.map((path) => [path, serveOne(path, pages)]))
  } catch (error) {
    // without a build there are no pages
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Map()
    throw error
  }
}

const nameless: ShopName = () => Promise.resolve(undefined)

/** `/` is the customer's page, `/staff` the staff board, `/track/…` what a tracking link opens; they share the assets. */
export const pageRoutes = ({ folder = builtPages, demo = false, tiles, cards, shopName = nameless }: Partial<Pages> = {}): Route[] => {
  const files = readAll({ folder, demo, tiles, cards, shopName })
  const serve = (path: string, name: (request: HttpRequest) => string): Route => ({
    method: 'GET',
    path,
    handle: (request) => files.get(name(request))?.(request) ?? notFound(request.headers),
  })
  // the icons, and what makes the page installable
  const atRoot = [...files.keys()].filter((path) => !path.includes('/') && !path.endsWith('.html'))
  return [
    serve('/', () => 'index.html'),
    serve('/staff', () => 'staff.html'),
    withoutSlash('/staff'),
    serve('/track/:token', () => trackingPage),
    // what the service worker keeps for when there is no connection
    serve('/offline', () => 'offline.html'),
    ...atRoot.map((path) => serve(`/${path}`, () => path)),
    ...(cards === 'sandbox' ? [serve('/sandbox/card/:reference', () => cardPage)] : []),
    serve('/assets/*', ({ params }) => `assets/${params['*'] ?? ''}`),
  ]
}
