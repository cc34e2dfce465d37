/** The files of a release, made in a clean checkout. The same commit gives the same bytes, on the same versions of Node and npm. */
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { WrongArgument } from '../../src/bin/command-line.ts'
import { billOfMaterials } from './bill.ts'
import { entriesOf } from './changelog.ts'

/** What an operator unpacks: the repository as it is committed, and `dist`. Owner, order and times are fixed, so that the bytes are. */
const packGateway = (folder: string, name: string, { to, date }: { to: string; date: string }) => {
  const committed = execFileSync('git', ['ls-files', '-z'], { cwd: folder, encoding: 'utf8' })
  const fixed = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--mode=u=rwX,go=rX', `--mtime=${date} 00:00:00Z`]
  const inside = ['--format=ustar', `--transform=s,^,${name}/,`, '--null', '--verbatim-files-from', '--files-from=-']
  const file = ['--use-compress-program=gzip -n9', `--file=${join(to, `${name}.tar.gz`)}`]
  execFileSync('tar', ['--create', ...fixed, ...inside, ...file], { cwd: folder, input: `${committed}dist\0` })
}

/** In the form of `sha256sum --check`. */
const sumsOf = async (folder: string) => {
  const names = (await readdir(folder)).sort()
  const lines = names.map(
    async (name) =>
      `${createHash('sha256')
        .update(await readFile(join(folder, name)))
        .digest('hex')}  ${name}\n`,
  )
  return (await Promise.all(lines)).join('')
}

/** `folder` is a clean checkout without `node_modules`. Returns the checksums. */
export const makeFiles = async (folder: string, version: string, to: string): Promise<string> => {
  const { date, notes } = entriesOf(await readFile(join(folder, 'CHANGELOG.md'), 'utf8'), version)
  const npm = (...args: readonly string[]) => {
    const { status } = spawnSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
    if (status !== 0) throw new WrongArgument(`npm ${args.slice(0, 2).join(' ')} failed, so there is no release, and nothing has changed`)
  }
  npm('ci', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error')
  npm('run', '--silent', 'build')
  packGateway(folder, `customerbackend-${version}`, { to, date })
  execFileSync(process.execPath, ['--import', 'tsx', 'package/build.ts', '--to', to], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await writeFile(join(to, `customerbackend-${version}.cdx.json`), await billOfMaterials(folder, date))
  const sums = await sumsOf(to)
  await writeFile(join(to, 'SHA256SUMS'), sums)
  // for the page of the release, and no file of it
  await writeFile(join(to, 'notes.md'), notes)
  return sums
}
