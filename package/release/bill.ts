/** The software bill of materials: CycloneDX, of what production installs. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v5 as uuidv5 } from 'uuid'
import { z } from 'zod'

const namespace = 'b7b3c1a4-8f0d-5e0e-9a65-0d6d0f7f4c11'

const bill = z.looseObject({
  serialNumber: z.string(),
  metadata: z.looseObject({ timestamp: z.string(), component: z.looseObject({ name: z.string(), type: z.string() }) }),
})

/**
 * npm makes it from package.json and the lockfile without the development dependencies. With them and `--omit dev`, npm leaves out what a
 * development dependency names as an optional peer, such as `yaml`. Its random number and its time are replaced by fixed ones.
 */
export const billOfMaterials = async (folder: string, date: string): Promise<string> => {
  const copy = mkdtempSync(join(tmpdir(), 'customerbackend-bill-'))
  const npm = (...args: readonly string[]) =>
    execFileSync('npm', args, { cwd: copy, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 * 1024 * 1024 })
  try {
    for (const name of ['package.json', 'package-lock.json']) cpSync(join(folder, name), join(copy, name))
    npm('pkg', 'delete', 'devDependencies')
    npm('install', '--package-lock-only', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund')
    const made = bill.parse(JSON.parse(npm('sbom', '--sbom-format=cyclonedx', '--package-lock-only')))
    const lock = await readFile(join(copy, 'package-lock.json'), 'utf8')
    const component = { ...made.metadata.component, name: 'customerbackend', type: 'application' }
    const metadata = { ...made.metadata, timestamp: `${date}T00:00:00.000Z`, component }
    return `${JSON.stringify({ ...made, serialNumber: `urn:uuid:${uuidv5(lock, namespace)}`, metadata }, undefined, 2)}\n`
  } finally {
    rmSync(copy, { recursive: true })
  }
}
