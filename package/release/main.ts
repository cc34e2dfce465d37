/** `npm run release`: makes a version, and its files. Works in a checkout of its own, so that a failure changes nothing. */
import { mkdtempSync } from 'node:fs'
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { helpOption, printsHelp, runTool, WrongArgument } from '../../src/bin/command-line.ts'
import { dateEntries } from './changelog.ts'
import { makeFiles } from './files.ts'
import { buildImage } from './image.ts'
import { checkVersion, gitIn, tagOf } from './repository.ts'

const help = `npm run release -- VERSION [--date YYYY-MM-DD] [--dry-run]
npm run release -- --files

Makes a version: dates its entries in CHANGELOG.md, with today unless you say otherwise, sets it in package.json, makes its files in the folder release, commits and tags.
With --dry-run, makes the files only. --files makes the files of the version that is checked out and tagged. Nothing is pushed.`

const git = gitIn(process.cwd())
const into = join(process.cwd(), 'release')

const manifest = z.object({ version: z.string() })
const versionIn = async (folder: string) => manifest.parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))).version

/** Runs `work` in a clean checkout of HEAD. */
const inCheckout = async (work: (folder: string) => Promise<void>): Promise<void> => {
  const outside = mkdtempSync(join(tmpdir(), 'customerbackend-release-'))
  const folder = join(outside, 'checkout')
  git('worktree', 'add', '--quiet', '--detach', folder, 'HEAD')
  try {
    await work(folder)
  } finally {
    await rm(outside, { recursive: true, force: true })
    git('worktree', 'prune')
  }
}

/** Makes the files beside the checkout, and replaces those of an earlier release when all are there. */
const putFiles = async (folder: string, version: string) => {
  const made = join(folder, '../release')
  await mkdir(made)
  console.log(await makeFiles(folder, version, made))
  await rm(into, { recursive: true, force: true })
  await cp(made, into, { recursive: true })
}

/** Only the first `"version"` of package.json, and the two of the lockfile, are the project's. */
const setVersion = async (folder: string, version: string) => {
  for (const [name, count] of [
    ['package.json', 1],
    ['package-lock.json', 2],
  ] as const) {
    let left: number = count
    const text = await readFile(join(folder, name), 'utf8')
    await writeFile(
      join(folder, name),
      text.replaceAll(/"version": "[^"]*"/g, (found) => (left-- > 0 ? `"version": "${version}"` : found)),
    )
  }
}

const dateChangelog = async (folder: string, version: string, date: string) => {
  const path = join(folder, 'CHANGELOG.md')
  await writeFile(path, dateEntries(await readFile(path, 'utf8'), version, date))
}

interface Release {
  version: string
  date: string
  isDryRun: boolean
}

const release = async ({ version, date, isDryRun }: Release) => {
  checkVersion(git, { version, current: await versionIn('.'), isDryRun })
  dateEntries(await readFile('CHANGELOG.md', 'utf8'), version, date)
  await inCheckout(async (folder) => {
    await dateChangelog(folder, version, date)
    await setVersion(folder, version)
    await putFiles(folder, version)
    if (isDryRun) return console.log(`The files are in ${into}. Nothing is committed, because of --dry-run.`)
    console.log(buildImage(folder, version))
    const there = gitIn(folder)
    there('commit', '--quiet', '--all', '--message', `Version ${version}`)
    git('merge', '--quiet', '--ff-only', there('rev-parse', 'HEAD'))
    git('tag', '--annotate', tagOf(version), '--message', `Version ${version}`)
    console.log(`The files are in ${into}. To publish: git push --follow-tags, and the workflow does the rest.`)
  })
}

const filesOfTag = () =>
  inCheckout(async (folder) => {
    const version = await versionIn(folder)
    const tags = git('tag', '--points-at', 'HEAD').split('\n')
    if (!tags.includes(tagOf(version))) throw new WrongArgument(`Check out ${tagOf(version)} first: what is checked out has no such tag`)
    await putFiles(folder, version)
  })

runTool(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      date: { type: 'string', default: new Date().toISOString().slice(0, 10) },
      'dry-run': { type: 'boolean', default: false },
      files: { type: 'boolean', default: false },
      ...helpOption,
    },
  })
  if (printsHelp(values, help)) return
  const [version, ...rest] = positionals
  if (values.files && version === undefined && !values['dry-run']) return filesOfTag()
  if (version === undefined || rest.length > 0 || values.files)
    throw new WrongArgument('The argument is one version: --help prints what is possible')
  if (!z.iso.date().safeParse(values.date).success) throw new WrongArgument('--date takes a day, such as 2026-11-27')
  await release({ version, date: values.date, isDryRun: values['dry-run'] })
})
