/** `npm run engines`: runs the tests of the engine on every supported version of Node, with every build of uWebSockets.js that loads. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { helpOption, printsHelp, runTool, WrongArgument } from '../../src/bin/command-line.ts'
import { root } from '../support/root.ts'
import { fetchNodes, majors, type NodeBinary } from './nodes.ts'

const usage = `npm run engines                        every supported Node, every build that loads, and ws
npm run engines -- --node 24           one version of Node, repeatable
npm run engines -- --engine uws        one engine
npm run engines -- test/engine/*.ts    other files than test/**/*.engines.test.ts`

interface Run {
  node: NodeBinary
  version: string
  engine: 'uws' | 'ws'
  build: string
}

const report = z.object({
  stats: z.object({ passes: z.int(), failures: z.int(), pending: z.int() }),
  failures: z.array(z.object({ fullTitle: z.string(), err: z.object({ message: z.string().optional() }) })),
})

const output = ({ path }: NodeBinary, ...args: readonly string[]): string =>
  spawnSync(path, args, { cwd: root, encoding: 'utf8' }).stdout.trim()

/** What can be run: each build once for each version of Node, and ws once. */
const planRuns = (nodes: readonly NodeBinary[], wanted: string | undefined): Run[] => {
  const seen = new Set<string>()
  return nodes.flatMap((node) => {
    const version = output(node, '--version')
    const build = output(node, '--import', 'tsx', 'test/engines/print-build.ts')
    const runs: Run[] = [{ node, version, engine: 'ws', build: 'Node.js' }]
    if (build) runs.push({ node, version, engine: 'uws', build })
    return runs.filter((run) => {
      const key = `${run.version} ${run.build}`
      const isNew = !seen.has(key)
      seen.add(key)
      return isNew && (wanted ?? run.engine) === run.engine
    })
  })
}

const runTests = ({ node, engine }: Run, files: readonly string[]) => {
  const folder = mkdtempSync(join(tmpdir(), 'customerbackend-engines-'))
  const result = join(folder, 'report.json')
  const mocha = ['node_modules/mocha/bin/mocha.js', '--reporter', 'json', '--reporter-option', `output=${result}`, ...files]
  const { status } = spawnSync(node.path, mocha, {
    cwd: root,
    env: { ...process.env, ENGINE: engine },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  try {
    return report.parse(JSON.parse(readFileSync(result, 'utf8')))
  } catch (error) {
    throw new Error(`mocha ended with ${status} and left no report`, { cause: error })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const isPattern = (file: string) => /[*?[{]/.test(file)

runTool(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { node: { type: 'string', multiple: true }, engine: { type: 'string' }, ...helpOption },
  })
  if (printsHelp(values, usage)) return
  const missing = positionals.find((file) => !isPattern(file) && !existsSync(resolve(root, file)))
  if (missing !== undefined) throw new WrongArgument(`There is no test file ${missing}: --help prints what is possible`)
  const wanted = values.node?.map(Number) ?? majors
  const files = positionals.length > 0 ? positionals : ['test/**/*.engines.test.ts']
  const runs = planRuns(fetchNodes(wanted, console.log), values.engine)
  console.log('| Node | C library | engine | build | passed | failed | skipped |\n| --- | --- | --- | --- | --- | --- | --- |')
  for (const run of runs) {
    const { stats, failures } = runTests(run, files)
    const { version, node, engine, build } = run
    console.log(`| ${[version, node.libc, engine, build, stats.passes, stats.failures, stats.pending].join(' | ')} |`)
    for (const { fullTitle, err } of failures) console.error(`  failed: ${fullTitle}: ${err.message?.split('\n')[0]}`)
    if (failures.length > 0) process.exitCode = 1
  }
})
