/** `npm run pack:client`: packs the typed client. It depends on socket.io-client alone. */
import { execFileSync } from 'node:child_process'
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { contractTypes } from './types.ts'

const { values } = parseArgs({ options: { to: { type: 'string', default: '.' } } })

const dist = new URL('../dist/', import.meta.url)
const target = new URL('package/', dist)

const ours = z
  .object({ name: z.string(), version: z.string(), license: z.string(), dependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')))

const description = {
  name: ours.name,
  version: ours.version,
  description: 'The typed client of the gateway.',
  license: ours.license,
  type: 'module',
  sideEffects: false,
  exports: { './client': { types: './client/index.d.ts', default: './client/index.js' } },
  dependencies: { 'socket.io-client': ours.dependencies['socket.io-client'] },
}

const compiled = (await readdir(new URL('client/', dist))).filter((name) => /\.(js|d\.ts)$/.test(name)).map((name) => `client/${name}`)
const rest = ['contract/repetition.js', 'contract/repetition.d.ts', 'contract/calls.d.ts']
const contract = ["export type * from './calls.ts'", "export type * from './namespaces.ts'"].join('\n')

await rm(target, { recursive: true, force: true })
for (const folder of ['client/', 'contract/']) await mkdir(new URL(folder, target), { recursive: true })
for (const path of [...compiled, ...rest]) {
  const text = await readFile(new URL(path, dist), 'utf8')
  // without source maps: the sources are not in the package
  await writeFile(new URL(path, target), text.replace(/^\/\/# sourceMappingURL=.*$/m, ''))
}
await writeFile(new URL('contract/index.d.ts', target), contract)
await writeFile(new URL('contract/namespaces.d.ts', target), contractTypes())
await writeFile(new URL('package.json', target), JSON.stringify(description, undefined, 2))
await copyFile(new URL('client-readme.md', import.meta.url), new URL('README.md', target))

const [packed] = z
  .tuple([z.object({ filename: z.string() })])
  .parse(JSON.parse(execFileSync('npm', ['pack', '--json', '--pack-destination', values.to, target.pathname], { encoding: 'utf8' })))
// npm names it like the gateway
const name = packed.filename.replace(ours.name, `${ours.name}-client`)
await rename(join(values.to, packed.filename), join(values.to, name))
console.log(name)
