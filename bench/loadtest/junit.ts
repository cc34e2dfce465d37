/** A result as JUnit XML, which CI systems show: a test case for each check and each threshold. */
import type { Outcome } from './outcome.ts'
import { describeThreshold } from './thresholds.ts'

// characters that XML does not allow, even escaped
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is removed
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu

const escapeXml = (text: string) =>
  text.replace(forbidden, '\ufffd').replace(/[&<>"'\n\r\t]/g, (character) => `&#${character.charCodeAt(0)};`)

interface Case {
  name: string
  /** What failed; undefined if it passed. */
  failures?: readonly string[]
  isSkipped?: boolean
}

const caseOf = (suite: string, { name, failures = [], isSkipped = false }: Case) => {
  const [first] = failures
  const result = [
    ...(first === undefined ? [] : [`      <failure message="${escapeXml(first)}">${escapeXml(failures.join('\n'))}</failure>\n`]),
    ...(isSkipped ? ['      <skipped/>\n'] : []),
  ].join('')
  const head = `    <testcase classname="load.${suite}" name="${escapeXml(name)}" time="0"`
  return result === '' ? `${head}/>\n` : `${head}>\n${result}    </testcase>\n`
}

const suiteOf = (name: string, cases: readonly Case[], { startedAt, endedAt }: Outcome) => {
  const failures = cases.filter(({ failures = [] }) => failures.length > 0).length
  const skipped = cases.filter(({ isSkipped }) => isSkipped).length
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}"`
  const time = `time="${endedAt.toFixed(3)}" timestamp="${startedAt.slice(0, 19)}"`
  return `  <testsuite name="${name}" ${counts} ${time}>\n${cases.map((each) => caseOf(name, each)).join('')}  </testsuite>\n`
}

export const toJUnit = (outcome: Outcome): string => {
  const checks = outcome.checks.map(({ sentence, checked, failed, examples }): Case => {
    const failures = failed > 0 ? [`${failed} of ${checked}`, ...examples] : []
    return { name: sentence, failures, isSkipped: checked === 0 && failed === 0 }
  })
  const thresholds = outcome.thresholds.map((result): Case => {
    return { name: result.threshold, failures: result.passed ? [] : [describeThreshold(result)] }
  })
  const suites = [suiteOf('checks', checks, outcome), ...(thresholds.length > 0 ? [suiteOf('thresholds', thresholds, outcome)] : [])]
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="npm run load" time="${outcome.endedAt.toFixed(3)}">\n${suites.join('')}</testsuites>\n`
}
