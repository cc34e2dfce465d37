/**
 * Makes the files of the display face: only the letters of the languages of Central and Western Europe, in two parts, since English needs
 * the first one only. `npm run face` writes them; they are part of the repository.
 */
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import subset from 'subset-font'

const { resolve } = createRequire(import.meta.url)
const from = (file: string) => resolve(`@fontsource/bricolage-grotesque/${file}`)
const to = (file: string) => new URL(`src/style/face/${file}`, import.meta.url)

const ascii = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('')
const western = 'ÀÁÂÄÇÈÉÊËÍÎÏÑÓÔÖÙÚÛÜÝßàáâäçèéêëíîïñóôöùúûüý'
const signs = '\u00a0€£–—…„“”‚‘’«»·×−°©'
const central = 'ĎďĽľĹĺŔŕŤťČčŇňŠšŽžĚěŘřŮůŐőŰűĄąĆćĘęŁłŃńŚśŹźŻż'

for (const [part, letters] of [
  ['latin', ascii + western + signs],
  ['latin-ext', central],
] as const) {
  const whole = await readFile(from(`files/bricolage-grotesque-${part}-700-normal.woff2`))
  await writeFile(to(`display-${part}.woff2`), await subset(whole, letters, { targetFormat: 'woff2' }))
}
await copyFile(from('LICENSE'), to('LICENSE'))
