/** Uploads of pictures by managers, and the pictures. */
import type { FoundSession, SessionLookup } from '../accounts/authenticate.ts'
import { maxPictureBytes } from '../contract/index.ts'
import { languageOf } from '../errors/languages.ts'
import { AppError } from '../errors.ts'
import type { Pictures } from '../pictures/pictures.ts'
import { ConcurrencyLimit } from '../queues/concurrency-limit.ts'
import { isOriginAllowed } from './allowed-origin.ts'
import { wantedLanguage } from './language.ts'
import { notFound } from './not-found.ts'
import { json, refusal } from './response.ts'
import type { HttpRequest, HttpResponse, Route } from './route.ts'

interface Dependencies {
  pictures: Pick<Pictures, 'add' | 'read'>
  lookUpSession: SessionLookup
  allowedOrigins: readonly string[]
}

/** How long an upload may take, on a slow line. */
const uploadMs = 120_000

/** Uploads that a process holds in memory at a time. */
const uploadsAtOnce = 8

/** The session of the request. */
const sessionOf = async (lookUpSession: SessionLookup, authorization = ''): Promise<FoundSession> => {
  const [, token] = /^Bearer ([\w-]+)$/i.exec(authorization) ?? []
  if (token === undefined) throw new AppError('unauthenticated', { message: (say) => say.sendToken() })
  return lookUpSession(token)
}

/** Allows the pages that may connect. */
const crossOrigin = ({ headers: { origin, host } }: HttpRequest, allowedOrigins: readonly string[]): Record<string, string> => {
  if (!isOriginAllowed(origin, host, allowedOrigins)) throw new AppError('origin_not_allowed')
  return origin === undefined ? {} : { 'access-control-allow-origin': origin, vary: 'origin' }
}

const preflight = {
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers': 'authorization',
  'access-control-max-age': '600',
}

const upload = ({ pictures, lookUpSession, allowedOrigins }: Dependencies): Route => {
  const uploads = new ConcurrencyLimit({ atOnce: uploadsAtOnce, maxQueued: 0 })
  const receive = async ({ role }: FoundSession, body: HttpRequest['body']) => {
    if (role !== 'manager') throw new AppError('role_required')
    return uploads.limit('', async () => pictures.add(await body(maxPictureBytes, uploadMs)))
  }
  return {
    method: 'POST',
    path: '/pictures',
    handle: async (request): Promise<HttpResponse> => {
      const { headers, body } = request
      const allowed = crossOrigin(request, allowedOrigins)
      let language = wantedLanguage(headers)
      try {
        const session = await sessionOf(lookUpSession, headers.authorization)
        language = languageOf([session.locale]) ?? language
        return json(201, await receive(session, body), allowed)
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        const refused = refusal(error, language)
        return { ...refused, headers: { ...refused.headers, ...allowed } }
      }
    },
  }
}

const serve = ({ pictures }: Dependencies): Route => ({
  method: 'GET',
  path: '/pictures/:name',
  handle: async ({ params: { name = '' }, headers }) => {
    const body = await pictures.read(name)
    if (!body) return notFound(headers)
    return {
      status: 200,
      headers: {
        'content-type': 'image/webp',
        // the name contains a hash of the content
        'cache-control': 'public, max-age=31536000, immutable',
        'cross-origin-resource-policy': 'cross-origin',
      },
      body,
    }
  },
})

export const pictureRoutes = (dependencies: Dependencies): Route[] => [
  upload(dependencies),
  {
    method: 'OPTIONS',
    path: '/pictures',
    handle: (request) => ({ status: 204, headers: { ...crossOrigin(request, dependencies.allowedOrigins), ...preflight } }),
  },
  serve(dependencies),
]
