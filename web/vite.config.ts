import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: at('.'),
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
