/** The image of a release, where there is an engine that builds one. */
import { spawnSync } from 'node:child_process'

const engines = ['docker', 'podman']

const works = (engine: string) => spawnSync(engine, ['info'], { stdio: 'ignore' }).status === 0

/** Returns a sentence that says what was done. */
export const buildImage = (folder: string, version: string): string => {
  const engine = engines.find(works)
  if (!engine) return 'No image: there is no container engine here. The workflow builds it.'
  const tag = `customerbackend:${version}`
  const { status } = spawnSync(engine, ['build', '--file', 'deploy/Containerfile', '--tag', tag, '.'], { cwd: folder, stdio: 'inherit' })
  if (status !== 0) throw new Error(`${engine} build ended with ${status}`)
  return `The image is ${tag}, built by ${engine}.`
}
