/** `npm run docs`: renews the generated parts of the documents. With `--check` it only reports the stale ones. */
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { helpOption, printsHelp, runTool } from '../src/bin/command-line.ts'
import { readDocuments } from './generator/documents.ts'

const help = `npm run docs [-- --check]

Renews the generated parts of the documents. With --check it writes nothing, and ends with 1 if a document is stale.`

runTool(async () => {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false }, ...helpOption } })
  if (printsHelp(values, help)) return
  const stale = (await readDocuments()).filter(({ text, upToDate }) => text !== upToDate)

  for (const { path, url, upToDate } of stale) {
    if (values.check) console.error(`${path} is stale: run npm run docs`)
    else {
      await writeFile(url, upToDate)
      console.log(`wrote ${path}`)
    }
  }
  if (values.check && stale.length > 0) process.exitCode = 1
})
