/**
 * Makes `dist`, but for the client and the pages: few files, because a start that reads 700 takes twice as long. Packages stay outside, so
 * that the installed ones run, which the bill of materials lists.
 */
import { chmod, copyFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const from = new URL('../src/', import.meta.url)
const dist = new URL('../dist/', import.meta.url)

const programs = ['customerbackend', 'main', 'migrate', 'staff', 'shop', 'books', 'explain', 'backup', 'restore', 'mail', 'mint']
const entries = [...programs.map((name) => `bin/${name}`), 'reports/worker']
/** What the code reads beside it. */
const read = ['reference/recording.json', 'reference/page/page.css', 'reference/page/in-browser.js']

const at = (path: string) => fileURLToPath(new URL(path, from))

await build({
  configFile: false,
  root: fileURLToPath(new URL('..', from)),
  logLevel: 'warn',
  publicDir: false,
  build: {
    ssr: true,
    target: 'es2023',
    outDir: fileURLToPath(dist),
    emptyOutDir: true,
    sourcemap: true,
    rolldownOptions: {
      // on a busy machine it would say that emptying a folder takes long
      checks: { bundlerTimings: false },
      input: entries.map((entry) => at(`${entry}.ts`)),
      output: {
        // all in one folder: src/root.ts counts on it
        entryFileNames: '[name].js',
        chunkFileNames: '[name]-[hash].js',
        keepNames: true,
        // every start reads the maps, and needs no sources for the lines of a stack
        sourcemapExcludeSources: true,
      },
    },
  },
})
for (const path of read) await copyFile(at(path), new URL(path.slice(path.lastIndexOf('/') + 1), dist))
await chmod(new URL('customerbackend.js', dist), 0o755)
