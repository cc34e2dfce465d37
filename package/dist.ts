/** Completes `dist` after tsc: what the program reads beside its code, and the entry points that the Procfile names. */
import { copyFile, writeFile } from 'node:fs/promises'

const from = new URL('../src/', import.meta.url)
const dist = new URL('../dist/', import.meta.url)

await copyFile(new URL('reference/recording.json', from), new URL('reference/recording.json', dist))
for (const name of ['main', 'migrate']) await writeFile(new URL(`${name}.js`, dist), `import './bin/${name}.js'\n`)
