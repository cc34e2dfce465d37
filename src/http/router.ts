/** Finds the route of a request and turns errors into responses, the same for both engines. */
import { randomUUID } from 'node:crypto'
import { AppError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { RequestAborted } from './body.ts'
import { phrasesFor, wantedLanguage } from './language.ts'
import { decodePath, type Match, matchRoutes } from './match.ts'
import { notFound } from './not-found.ts'
import { completeHeaders, json, refusal } from './response.ts'
import type { HttpRequest, HttpResponse, Route } from './route.ts'

/** A request as an engine passes it on. */
export interface IncomingRequest extends Omit<HttpRequest, 'method' | 'path' | 'params' | 'query'> {
  method: string
  /** As the client sent it, without the query. */
  rawPath: string
  rawQuery: string
}

/** Never rejects. For HEAD the body serves only to compute the length. */
export type Router = (request: IncomingRequest) => Promise<HttpResponse>

const notAllowed = (matches: readonly Match[], { headers }: IncomingRequest) => {
  const methods = new Set(matches.flatMap(({ route }) => (route.method === 'GET' ? ['GET', 'HEAD'] : [route.method])))
  const error = { code: 'invalid_argument', message: phrasesFor(headers).noSuchMethod(), retryable: false }
  return json(405, { error }, { allow: [...methods].join(', ') })
}

const find = (routes: readonly Route[], request: IncomingRequest): (Match & { path: string }) | HttpResponse => {
  const { method, rawPath, headers } = request
  const segments = decodePath(rawPath)
  const matches = segments ? matchRoutes(routes, segments) : []
  if (!segments || matches.length === 0) return notFound(headers)
  const wanted = method === 'HEAD' ? 'GET' : method
  const match = matches.find(({ route }) => route.method === wanted)
  return match ? { ...match, path: `/${segments.join('/')}` } : notAllowed(matches, request)
}

export const createRouter = (routes: readonly Route[], log: Pick<Logger, 'error' | 'warn'>): Router => {
  const answer = async (request: IncomingRequest): Promise<HttpResponse> => {
    const found = find(routes, request)
    if ('status' in found) return found
    const { route, params, path } = found
    const { headers, address, body, rawQuery } = request
    try {
      return await route.handle({ method: route.method, path, params, query: new URLSearchParams(rawQuery), headers, address, body })
    } catch (error) {
      if (error instanceof AppError) return refusal(error, wantedLanguage(headers))
      if (error instanceof RequestAborted) return json(400, {})
      const id = randomUUID()
      log.error({ err: error, id, method: route.method, route: route.path }, 'an HTTP route failed')
      return refusal(new AppError('internal', { details: { id } }), wantedLanguage(headers))
    }
  }

  return async (request) => {
    const { status, headers, body } = await answer(request)
    return { status, headers: completeHeaders(headers), ...(body !== undefined && { body }) }
  }
}
