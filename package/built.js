/**
 * Runs before the npm scripts that need `dist`. Builds it only if it is missing: a build under a running gateway would replace the files
 * that it still has to load. JavaScript, because it also runs where the development dependencies are removed.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const built = `${root}dist/customerbackend.js`
const sources = `${root}src`

const newestSource = () =>
  readdirSync(sources, { recursive: true }).reduce((newest, name) => Math.max(newest, statSync(`${sources}/${name}`).mtimeMs), 0)

if (existsSync(built)) {
  if (existsSync(sources) && newestSource() > statSync(built).mtimeMs) {
    console.error('dist is older than src: npm run build brings it up to date (stop the gateway of this folder first)')
  }
} else if (existsSync(`${root}node_modules/typescript`)) {
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' })
  process.exitCode = status ?? 1
} else {
  console.error('dist is missing, and the build needs the development dependencies: npm ci && npm run build && npm prune --omit dev')
  process.exitCode = 1
}
