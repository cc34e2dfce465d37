/** Matches a path with the routes. */
import type { Route } from './route.ts'

export interface Match {
  route: Route
  params: Record<string, string>
}

/** Percent-encodings of characters that are never encoded: letters, digits and `-._~`. */
const needlesslyEncoded = /%(?:2[DE]|3[0-9]|[46][1-9A-F]|[57][0-9A]|5F|7E)/i

/**
 * The decoded segments. Undefined if it is not a path, if decoding would change its structure, or if it is another spelling of a plain
 * path: a proxy that refuses `/metrics` may let `/%6Detrics` through.
 */
export const decodePath = (path: string): readonly string[] | undefined => {
  if (!path.startsWith('/') || needlesslyEncoded.test(path)) return undefined
  try {
    const segments = path.slice(1).split('/').map(decodeURIComponent)
    return segments.some((segment) => segment === '.' || segment === '..' || /[/\\\0]/.test(segment)) ? undefined : segments
  } catch {
    return undefined
  }
}

const matchOne = (route: Route, path: readonly string[]): Match | undefined => {
  const pattern = route.path.slice(1).split('/')
  const takesRest = pattern.at(-1) === '*'
  const fixed = takesRest ? pattern.slice(0, -1) : pattern
  if (takesRest ? path.length <= fixed.length : path.length !== fixed.length) return undefined
  const params: Record<string, string> = {}
  for (const [at, part] of fixed.entries()) {
    const segment = path[at] ?? ''
    if (part.startsWith(':') && segment !== '') params[part.slice(1)] = segment
    else if (part !== segment) return undefined
  }
  if (takesRest) params['*'] = path.slice(fixed.length).join('/')
  return { route, params }
}

/** All routes with this path, for any method, in the order of the list. */
export const matchRoutes = (routes: readonly Route[], path: readonly string[]): Match[] =>
  routes.flatMap((route) => matchOne(route, path) ?? [])
