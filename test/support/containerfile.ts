/** The instructions of deploy/Containerfile. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { root } from './root.ts'

interface Instruction {
  name: string
  args: string
}

export const readContainerfile = (): Instruction[] =>
  readFileSync(join(root, 'deploy/Containerfile'), 'utf8')
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [name = '', ...rest] = line.split(' ')
      return { name, args: rest.join(' ') }
    })

/** The list in an instruction such as `CMD ["serve"]`. */
export const listIn = (args: string): string[] => z.array(z.string()).parse(JSON.parse(args.slice(args.indexOf('['))))
