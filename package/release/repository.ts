/** What a release asks of Git, and refuses. */
import { execFileSync } from 'node:child_process'
import { compare, lt, parse, rsort } from 'semver'
import { WrongArgument } from '../../src/bin/command-line.ts'

const run = (folder: string, args: readonly string[]) =>
  execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()

/** Git in this folder. */
export const gitIn =
  (folder: string) =>
  (...args: readonly string[]): string =>
    run(folder, args)

type Git = ReturnType<typeof gitIn>

export const tagOf = (version: string): string => `v${version}`

const versionsIn = (git: Git) =>
  git('tag', '--list', 'v*')
    .split('\n')
    .map((tag) => tag.slice(1))
    .filter((version) => parse(version) !== null)

const isTaggedAt = (git: Git, remote: string, version: string) => {
  try {
    return git('ls-remote', '--tags', remote, `refs/tags/${tagOf(version)}`) !== ''
  } catch {
    throw new WrongArgument(`${remote} does not answer, so it is not known whether it has ${version} already. --dry-run does not ask it`)
  }
}

interface Wanted {
  version: string
  /** The version in package.json. */
  current: string
  isDryRun: boolean
}

/** Throws a `WrongArgument` with the first reason why the version cannot be released from here. */
export const checkVersion = (git: Git, { version, current, isDryRun }: Wanted): void => {
  if (parse(version)?.version !== version)
    throw new WrongArgument('The version is three numbers, such as 1.4.0, or one before it, such as 1.4.0-rc.1')
  const changed = git('status', '--porcelain')
  if (changed !== '') throw new WrongArgument(`Commit or remove first what is not committed:\n${changed}`)
  if (git('branch', '--show-current') === '') throw new WrongArgument('Check out a branch first: the release adds a commit to it')
  const versions = versionsIn(git)
  if (versions.includes(version)) throw new WrongArgument(`There is a tag ${tagOf(version)} already`)
  const [newest] = rsort(versions)
  if (newest !== undefined && compare(version, newest) <= 0)
    throw new WrongArgument(`The version must be newer than ${newest}, the last release`)
  if (lt(version, current)) throw new WrongArgument(`The version must not be older than ${current}, the one in package.json`)
  const [remote] = git('remote').split('\n')
  if (remote && !isDryRun && isTaggedAt(git, remote, version)) throw new WrongArgument(`${remote} has a tag ${tagOf(version)} already`)
}
