/** Loads one build of uWebSockets.js, the first candidate that works here: docs/decisions/0013 says why these, in this order. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { z } from 'zod'
import { limitNativeHeads } from '../../config.ts'
import { maxHeadBytes } from '../wire/head.ts'
import type { Native } from './api.ts'
import { currentQuirks, type Quirks, quirksOf2030 } from './quirks.ts'

export interface Build {
  /** The package and its version. */
  name: string
  native: Native
  quirks: Quirks
}

interface Candidate {
  package: string
  /** Required instead of the package's entry. */
  file?: string
  quirks: Quirks
}

const { platform, arch, versions } = process

/** In the order in which they are tried. */
const candidates: readonly Candidate[] = [
  { package: 'uWebSockets.js', quirks: currentQuirks },
  { package: '@btc-vision/uwebsockets.js', quirks: currentQuirks },
  // the entry of this package falls back to JavaScript without an error
  {
    package: '@trufflesuite/uws-js-unofficial',
    file: `binaries/uws_${platform}_${arch}_${versions.modules}.node`,
    quirks: quirksOf2030,
  },
]

/** No candidate loads. `reasons` has one sentence for each. */
export class NoNativeBuild extends Error {
  readonly reasons: Readonly<Record<string, string>>

  constructor(reasons: Readonly<Record<string, string>>) {
    const lines = Object.entries(reasons).map(([name, reason]) => `  ${name}: ${reason}`)
    super(`No build of uWebSockets.js loads on ${platform} ${arch} with Node ${versions.node}:\n${lines.join('\n')}`)
    this.reasons = reasons
  }
}

const manifest = z.object({ name: z.string(), version: z.string() })

const isNative = (exported: unknown): exported is Native =>
  typeof exported === 'object' &&
  exported !== null &&
  ['App', 'us_listen_socket_close', 'us_socket_local_port', '_cfg'].every((name) => name in exported)

const folderOf = (name: string, require: NodeJS.Require): string | undefined =>
  require.resolve
    .paths(name)
    ?.map((folder) => join(folder, name))
    .find((folder) => existsSync(join(folder, 'package.json')))

const load = ({ package: wanted, file = '', quirks }: Candidate, require: NodeJS.Require): Build => {
  const folder = folderOf(wanted, require)
  if (!folder) throw new Error('not installed')
  const { name, version } = manifest.parse(require(join(folder, 'package.json')))
  if (file && !existsSync(join(folder, file))) throw new Error(`has no build for ${platform} ${arch} with Node ${versions.node}`)
  limitNativeHeads(maxHeadBytes)
  const native: unknown = require(join(folder, file))
  if (!isNative(native)) throw new Error('does not export what it should')
  return { name: `${name} ${version}`, native, quirks }
}

/** Looks for the packages from the given file on. Throws `NoNativeBuild` if no candidate loads. */
export const loadNative = (from = import.meta.url): Build => {
  const require = createRequire(from)
  const reasons: Record<string, string> = {}
  for (const candidate of candidates) {
    try {
      return load(candidate, require)
    } catch (error) {
      reasons[candidate.package] = (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ')
    }
  }
  throw new NoNativeBuild(reasons)
}
