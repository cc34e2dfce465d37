/** `npm run freeze`: keeps what a release promises, so that later versions are tested against it (test/releases). */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { runTool } from '../src/bin/command-line.ts'
import { readSqlFiles, sqlDirectory } from '../src/database/sql-files.ts'
import { readExamples } from '../src/reference/examples.ts'
import { version } from '../src/version.ts'

runTool(async () => {
  const folder = new URL(`../test/releases/${version}/`, import.meta.url)
  if (existsSync(folder)) throw new Error(`${version} is frozen already: a release does not change`)
  await mkdir(folder, { recursive: true })
  // the examples are checked by the tests, so they are what this version does
  await writeFile(new URL('recording.json', folder), JSON.stringify(readExamples()))
  const tables = (await readSqlFiles(sqlDirectory, 'tables')).map(({ name, sha256 }) => [name, sha256])
  await writeFile(new URL('tables.json', folder), JSON.stringify(Object.fromEntries(tables), undefined, 2))
  const packed = execFileSync('npm', ['run', '--silent', 'pack:client', '--', '--to', fileURLToPath(folder)], { encoding: 'utf8' })
  await rename(new URL(packed.trim().split('\n').at(-1) ?? '', folder), new URL('client.tgz', folder))
})
