/** Completes `dist` after tsc: the files that the program reads, and the entry points of the Procfile and of the command. */
import { chmod, copyFile, writeFile } from 'node:fs/promises'

const from = new URL('../src/', import.meta.url)
const dist = new URL('../dist/', import.meta.url)

const read = ['reference/recording.json', 'reference/page/page.css', 'reference/page/in-browser.js']
for (const path of read) await copyFile(new URL(path, from), new URL(path, dist))
for (const name of ['main', 'migrate', 'customerbackend'])
  await writeFile(new URL(`${name}.js`, dist), `#!/usr/bin/env node\nimport './bin/${name}.js'\n`)
await chmod(new URL('customerbackend.js', dist), 0o755)
