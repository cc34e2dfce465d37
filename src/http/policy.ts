/** The Content-Security-Policy of the pages. */
import { type Tiles, tileSource } from './tiles.ts'

/** Which service shows its card form in the page of an order. */
export type CardForm = 'stripe' | 'sandbox'

type Sources = Partial<Record<'script' | 'frame' | 'connect', string>>

const cardSources: Readonly<Record<CardForm, Sources>> = {
  // as https://docs.stripe.com/security/guide lists them, less the maps of its address form
  stripe: {
    script: 'https://js.stripe.com https://*.js.stripe.com',
    frame: 'https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com',
    connect: 'https://api.stripe.com',
  },
  sandbox: { frame: "'self'" },
}

const self = (more: string | undefined) => `'self'${more === undefined ? '' : ` ${more}`}`

/** Allows nothing from other origins except the tiles of the map and the card form, and nothing inline except images that the page draws itself. */
export const pagePolicy = ({ tiles, cards }: { tiles?: Tiles | undefined; cards?: CardForm | undefined }): string => {
  const { script, frame, connect } = cards ? cardSources[cards] : {}
  return [
    "default-src 'none'",
    `script-src ${self(script)}`,
    "style-src 'self'",
    `img-src 'self' data:${tiles ? ` ${tileSource(tiles)}` : ''}`,
    "font-src 'self'",
    `connect-src ${self(connect)}`,
    "worker-src 'self'",
    ...(frame ? [`frame-src ${frame}`] : []),
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')
}

/** The service worker asks only the gateway. */
export const workerHeaders = { 'content-security-policy': "default-src 'none'; connect-src 'self'" }

/** The sandbox's card form, which only our own page may show. */
export const framedHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'none'; frame-ancestors 'self'; base-uri 'none'",
  'x-frame-options': 'SAMEORIGIN',
}
