/** Stores the figures of each scenario's last full run, and writes `RESULTS.md` and its charts from them. */
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { toSvg } from './chart.ts'
import type { Machine } from './machine.ts'
import { root } from './process.ts'
import type { Rounds } from './rounds.ts'
import { type Scenario, summarize } from './scenario.ts'
import { cellsOf, targetCellsOf, toMarkdown } from './table.ts'
import { judge } from './verdict.ts'

/** A run of one scenario. */
export interface Result extends Rounds {
  scenario: string
  machine: Machine
  postgres: { version: string; settings: string }
}

const directory = join(root, 'bench', 'results')
const fileOf = (name: string) => join(directory, `${name}.json`)

const chartName = ({ name }: Scenario, { figure }: { figure: string }) => `${name}-${figure}.svg`

const intro = `# Results

Written by \`npm run bench\`. [README.md](README.md) explains the columns, the intervals, and how to read them.
A figure is the median over the rounds of one run, with the lowest and the highest round. In a round the columns take turns on one machine. A target is *met* or *missed* if the whole 95 % interval of its value is, and otherwise *not decided*. \`results/\` has every round.
`

const section = (scenario: Scenario, { machine, postgres, rounds, others }: Result): string => `## ${scenario.name}

${scenario.title}. ${machine.date}, ${versionOf(machine)}${rounds.length} rounds, ${machine.cores} cores (${machine.processor}), ${machine.memoryGib} GiB,
${machine.system}, Node ${machine.node}, PostgreSQL ${postgres.version} (${postgres.settings}), flush to disk ${machine.flushMicroseconds} µs, ${percent(others)} of a processor used by other programs.

${toMarkdown(cellsOf(scenario, summarize(rounds)), 2)}

${toMarkdown(targetCellsOf(judge(scenario, rounds)), 1)}

${scenario.charts.map((chart) => `![${chart.title}](results/${chartName(scenario, chart)})`).join('\n')}
`

const versionOf = ({ version }: Machine) => (version === undefined ? '' : `version ${version}, `)

/** Undefined in results of older runs. */
const percent = (share: number | undefined) => (share === undefined ? 'an unknown share' : `${(100 * share).toFixed(0)} %`)

/** NaN is stored as null. */
const read = async (name: string): Promise<Result> => {
  const revive = (_: string, value: unknown) => (value === null ? Number.NaN : value)
  return JSON.parse(await readFile(fileOf(name), 'utf8'), revive)
}

/** Stores a new result, and writes the page of all results. */
export const writeResult = async (scenarios: readonly Scenario[], result: Result): Promise<void> => {
  await mkdir(directory, { recursive: true })
  await writeFile(fileOf(result.scenario), `${JSON.stringify(result, null, 1)}\n`)
  const sections: string[] = []
  for (const scenario of scenarios.filter(({ name }) => existsSync(fileOf(name)))) {
    const stored = await read(scenario.name)
    sections.push(section(scenario, stored))
    for (const chart of scenario.charts)
      await writeFile(join(directory, chartName(scenario, chart)), toSvg(scenario, chart, summarize(stored.rounds)))
  }
  await writeFile(join(root, 'bench', 'RESULTS.md'), [intro, ...sections].join('\n'))
}
