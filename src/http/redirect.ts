import type { Route } from './route.ts'

/**
 * Redirects a page's path with a slash at the end to the page. The location is relative, so it is right behind a proxy that adds a prefix.
 * Only pages have this route: other paths match in their plain spelling alone.
 */
export const withoutSlash = (path: string): Route => ({
  method: 'GET',
  path: `${path}/`,
  handle: ({ query }) => ({
    status: 308,
    headers: { location: `../${path.slice(path.lastIndexOf('/') + 1)}${query.size > 0 ? `?${query}` : ''}` },
  }),
})
