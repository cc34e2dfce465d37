/** Completes `dist` after tsc: the files that the program reads, and the entry points of the Procfile. */
import { copyFile, writeFile } from 'node:fs/promises'

const from = new URL('../src/', import.meta.url)
const dist = new URL('../dist/', import.meta.url)

await copyFile(new URL('reference/recording.json', from), new URL('reference/recording.json', dist))
for (const name of ['main', 'migrate']) await writeFile(new URL(`${name}.js`, dist), `import './bin/${name}.js'\n`)
