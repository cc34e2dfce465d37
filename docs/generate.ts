/** `npm run docs`: brings what is generated in the documents up to date; with `--check` it only says what is not. */
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { readDocuments } from './generator/documents.ts'

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
const stale = (await readDocuments()).filter(({ text, upToDate }) => text !== upToDate)

for (const { path, url, upToDate } of stale) {
  if (values.check) console.error(`${path} is stale: run npm run docs`)
  else {
    await writeFile(url, upToDate)
    console.log(`wrote ${path}`)
  }
}
if (values.check && stale.length > 0) process.exitCode = 1
