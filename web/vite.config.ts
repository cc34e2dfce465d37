import { fileURLToPath } from 'node:url'
import { defineConfig, type IndexHtmlTransformContext, type Plugin } from 'vite'
import { drawIcons } from './icons.ts'
import { listShell } from './shell.ts'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** What the first script needs, and what is loaded after the first view. */
const isFirst = /web\/src\/language\/(texts|isolate|sk\/count)|web\/src\/ui\/(notified|storage)|src\/contract\/isolate/
const isLater =
  /web\/src\/language\/(en|sk)\/|web\/src\/picture\/(colours|draw|flowers|goods|kinds|sketch)|web\/src\/(map|progress)\/|leaflet|uplot/
/** What the board and the other pages of a customer share, and the first view does not need. */
const isShared =
  /web\/src\/(staff|print|chart)\/|web\/src\/language\/(explain|failure|faults|office|staff-language)|web\/src\/customer\/state\/push|web\/src\/ui\/(action|answer|chips|demo|ended|form|push|push-switch|taxes)\.|src\/contract\/ledger/

type Bundle = NonNullable<IndexHtmlTransformContext['bundle']>

/** The file and all that it imports. */
const withImports = (file: string, bundle: Bundle): string[] => {
  const chunk = bundle[file]
  return chunk?.type === 'chunk' ? [file, ...chunk.imports.flatMap((imported) => withImports(imported, bundle))] : []
}

/**
 * Lets the browser fetch the program at once, which the first script loads beside the texts. Not the display face: on a slow line it would
 * delay the first picture by half a second, and the fallback has its widths, so nothing moves when the face arrives.
 */
const preloadProgram: Plugin = {
  name: 'preload-program',
  transformIndexHtml: {
    order: 'post',
    handler: (html, { bundle = {}, filename }) => {
      if (!filename.endsWith('index.html')) return []
      const start = Object.keys(bundle).find((file) => /\/start-/.test(file)) ?? ''
      const missing = [...new Set(withImports(start, bundle))].filter((file) => !html.includes(file))
      return missing.map((file) => ({ tag: 'link', injectTo: 'head', attrs: { rel: 'modulepreload', crossorigin: '', href: `/${file}` } }))
    },
  },
}

export default defineConfig({
  root: at('.'),
  plugins: [preloadProgram, drawIcons, listShell],
  oxc: { jsx: { importSource: 'preact' } },
  build: {
    outDir: at('../dist/web'),
    emptyOutDir: true,
    // no data: URLs: the content security policy allows only files of the gateway
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: [at('index.html'), at('staff.html'), at('card.html'), at('track.html'), at('offline.html'), at('worker/worker.ts')],
      output: {
        // what decides how far a service worker reaches is its path, and browsers look there for a new one
        entryFileNames: ({ name }) => (name === 'worker' ? 'worker.js' : 'assets/[name]-[hash].js'),
        // one file for what both pages need: on a slow line each request costs more than its bytes
        codeSplitting: {
          groups: [
            { name: 'first', test: isFirst, priority: 2 },
            { name: 'common', minShareCount: 2, test: (id) => !isLater.test(id) && !isShared.test(id), priority: 1 },
            { name: 'shared', minShareCount: 2, test: isShared, priority: 0 },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '/socket.io': { target: 'http://localhost:3000', ws: true },
      '/sandbox': 'http://localhost:3000',
      '/pictures': 'http://localhost:3000',
    },
  },
})
