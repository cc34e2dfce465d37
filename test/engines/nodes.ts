/** The versions of Node that the gateway supports, each with the C library of this machine and with that of Debian 13. */
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../support/root.ts'
import { fetchLibc, findLibc, type Libc } from './libc.ts'

/** Everything that is fetched. Git ignores it. */
export const cache = join(root, '.engines')
const libcFolder = join(cache, 'debian-13')

export const majors = [20, 22, 24, 26] as const

export interface NodeBinary {
  major: number
  /** The C library that it runs on. */
  libc: string
  path: string
}

const { platform, arch, versions } = process

const packageName = `node-${platform}-${arch}`
const binaryOf = (major: number) =>
  versions.node.startsWith(`${major}.`) ? process.execPath : join(cache, `node-${major}/node_modules/${packageName}/bin/node`)

/** The binary of this version. Throws where it cannot be had. */
export const fetchNode = (major: number): string => {
  const path = binaryOf(major)
  if (existsSync(path)) return path
  const folder = join(cache, `node-${major}`)
  mkdirSync(folder, { recursive: true })
  // the folder has its own package.json, or npm would install into this project
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  execFileSync('npm', ['install', '--no-save', '--no-package-lock', '--ignore-scripts', `${packageName}@${major}`], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  return path
}

/** A program that starts this Node on the C library of Debian 13. */
const wrap = (major: number, node: string, { loader, libraries }: Libc): string => {
  const path = join(cache, `node-${major}-debian-13`)
  const shim = join(root, 'test/engines/exec-path.cjs')
  writeFileSync(path, `#!/bin/sh\nENGINES_NODE='${path}' exec '${loader}' --library-path '${libraries}' '${node}' -r '${shim}' "$@"\n`)
  chmodSync(path, 0o755)
  return path
}

/** In one line, because it becomes part of a sentence. */
const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error)).trim().replaceAll(/\s+/g, ' ')

/** All that can be had here. `notice` is called with one sentence for each that cannot. */
export const fetchNodes = (wanted: readonly number[], notice: (sentence: string) => void): NodeBinary[] => {
  const attempt = <T>(what: string, fetch: () => T): T | undefined => {
    try {
      return fetch()
    } catch (error) {
      notice(`Skipped: ${what} cannot be had here (${reasonOf(error)}).`)
      return undefined
    }
  }
  const libc = attempt('the C library of Debian 13', () => fetchLibc(libcFolder))
  return wanted.flatMap((major) => {
    const node = attempt(`Node ${major}`, () => fetchNode(major))
    if (!node) return []
    const own = { major, libc: 'own', path: node }
    return libc ? [own, { major, libc: 'Debian 13', path: wrap(major, node, libc) }] : [own]
  })
}

/** Those of Debian 13 that were fetched before. */
export const findNodes = (): NodeBinary[] => {
  const libc = findLibc(libcFolder)
  if (!libc) return []
  return majors
    .filter((major) => existsSync(binaryOf(major)))
    .map((major) => ({ major, libc: 'Debian 13', path: wrap(major, binaryOf(major), libc) }))
}
