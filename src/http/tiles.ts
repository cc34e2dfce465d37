/** The street map that the operator configures for the pages. It is the only thing that they load from another server. */
import { escapeHtml } from './escape-html.ts'

export interface Tiles {
  /** With `{z}`, `{x}` and `{y}`, and perhaps `{s}` as the first label of the host. */
  url: string
  /** Whom the map credits. Absent: OpenStreetMap. */
  attribution?: string | undefined
}

/** A source for `img-src` of the Content-Security-Policy. */
export const tileSource = ({ url }: Tiles): string => {
  const [, scheme = '', host = ''] = /^(https?:\/\/)([^/]+)/.exec(url) ?? []
  return scheme + host.replace('{s}', '*')
}

/** Attributes of `<body>`: the page reads them from its `dataset`. */
export const tileAttributes = ({ url, attribution }: Tiles): string =>
  ` data-tiles="${escapeHtml(url)}"${attribution === undefined ? '' : ` data-tiles-attribution="${escapeHtml(attribution)}"`}`
