import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Lets the browser fetch the display face with the style sheet, and not after it. Its other part is for languages like Slovak. */
const preloadFont: Plugin = {
  name: 'preload-font',
  transformIndexHtml: {
    order: 'post',
    handler: (_, { bundle = {} }) =>
      Object.keys(bundle)
        .filter((file) => /-latin-700-normal-.*\.woff2$/.test(file))
        .map((file) => ({
          tag: 'link',
          injectTo: 'head',
          attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: '', href: `/${file}` },
        })),
  },
}

export default defineConfig({
  root: at('.'),
  plugins: [preloadFont],
  oxc: { jsx: { importSource: 'preact' } },
  build: {
    outDir: at('../dist/web'),
    emptyOutDir: true,
    // no data: URLs: the content security policy allows only files of the gateway
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { input: [at('index.html'), at('staff.html')] },
  },
  server: { proxy: { '/socket.io': { target: 'http://localhost:3000', ws: true }, '/sandbox': 'http://localhost:3000' } },
})
