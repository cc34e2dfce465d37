/** Tells the service worker which files the offline page loads, and gives the cache a name that changes with them. */
import { createHash } from 'node:crypto'
import type { Plugin } from 'vite'

const page = 'offline.html'
const worker = 'worker.js'

export const listShell: Plugin = {
  name: 'list-shell',
  enforce: 'post',
  generateBundle(_, bundle) {
    const [html, script] = [bundle[page], bundle[worker]]
    if (html?.type !== 'asset' || script?.type !== 'chunk') throw new Error('there is no offline page, or no service worker')
    if (script.imports.length > 0 || /\b(import|export)\b[ {*"']/.test(script.code))
      throw new Error('the service worker must be one classic script')
    const text = String(html.source)
    const files = [...text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, file]) => file)
    const shell = { version: createHash('sha256').update(text).digest('base64url').slice(0, 12), files }
    script.code = script.code.replaceAll('SHELL', () => `(${JSON.stringify(shell)})`)
  },
}
