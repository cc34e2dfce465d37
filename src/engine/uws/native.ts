/** Loads the native build of uWebSockets.js directly, because the package's entry point falls back to JavaScript. */

import type * as uWS from 'uWebSockets.js'
import { createRequire } from 'node:module'

declare module 'uWebSockets.js' {
  interface TemplatedApp {
    /** Closes every socket. Missing in the types of the package. */
    close(): TemplatedApp
  }
}

export type Native = typeof uWS

const require = createRequire(import.meta.url)

const isNative = (build: unknown): build is Native =>
  typeof build === 'object' && build !== null && 'App' in build && 'us_listen_socket_close' in build && '_cfg' in build

/** Throws if there is no build for this platform, processor and version of Node, or if it does not load. */
export const loadNative = (): Native => {
  const { platform, arch, versions } = process
  const build: unknown = require(`uWebSockets.js/binaries/uws_${platform}_${arch}_${versions.modules}.node`)
  if (!isNative(build)) throw new Error('The native build of uWebSockets.js does not export what it should.')
  return build
}
