import { parseArgs } from 'node:util'
import { z } from 'zod'
import { actionNames, defaultMix, parseMix } from './mix.ts'

export const help = `npm run load -- [options]

Plays the customers of a running gateway, and its staff if you want, and checks what they see.

  --url URL               URL of the gateway                                  http://localhost:3000
  --clients N             number of customers, each with a connection         100
  --ramp SECONDS          time over which the customers connect               10
  --duration SECONDS      length of the run after all are connected           60
  --pace SECONDS          average pause of a customer between two actions     5
  --mix NAME=SHARE,…      share of each action: ${actionNames.join(' ')}
                          ${Object.entries(defaultMix)
                            .map((share) => share.join('='))
                            .join(',')}
  --tokens FILE           customers from npm run mint (- for standard input); without it they sign up
  --staff LOGIN:PASSWORD  plays this staff member, so that orders move; repeatable
  --staff-token=TOKEN     the same, with the token of a session; repeatable
  --timeout SECONDS       fail a request without an answer after this time    30
  --max-refused PERCENT   requests that may be refused because of the load    1
  --local-address IP      connect from this address; repeatable
  --report FILE           write a report as one HTML page
  --json                  print the result as JSON instead of tables
  --help                  print this text

Exit code: 0 if every check passed, 1 if one failed, 2 if the run could not start. Ctrl-C ends the run early, with a result.
The accounts and orders of a run stay in the database: see docs/load-testing.md.`

const number = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d+(\.\d+)?$/, `must be a number from ${from} to ${to}`)
    .transform(Number)
    .pipe(z.number().min(from, `must be a number from ${from} to ${to}`).max(to, `must be a number from ${from} to ${to}`))

const isHttp = (url: string) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)

const schema = z.object({
  url: z
    .string()
    .refine(isHttp, 'must be a URL, for instance https://orders.example.com')
    .transform((url) => new URL(url).origin)
    .prefault('http://localhost:3000'),
  clients: number(1, 200_000).pipe(z.int('must be a whole number')).prefault('100'),
  ramp: number(0, 86_400).prefault('10'),
  duration: number(1, 604_800).prefault('60'),
  pace: number(0.01, 3600).prefault('5'),
  mix: z
    .string()
    .transform((text, context) => {
      const mix = parseMix(text)
      if (mix) return mix
      context.addIssue(`must be NAME=SHARE,… where NAME is one of ${actionNames.join(', ')}`)
      return z.NEVER
    })
    .default(defaultMix),
  tokens: z.string().min(1).optional(),
  staff: z.array(z.string().regex(/^[^:]+:.+$/, 'must be LOGIN:PASSWORD')).default([]),
  'staff-token': z.array(z.string().min(1)).default([]),
  timeout: number(1, 600).prefault('30'),
  'max-refused': number(0, 100).prefault('1'),
  'local-address': z.array(z.union([z.ipv4('must be an IP address'), z.ipv6('must be an IP address')])).default([]),
  report: z.string().min(1).optional(),
  json: z.boolean().default(false),
})

export type Options = Readonly<z.output<typeof schema>>

/** The run cannot start: exit code 2. */
export class CannotStart extends Error {}

const text = { type: 'string' } as const
const texts = { type: 'string', multiple: true } as const
const flag = { type: 'boolean' } as const

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        url: text,
        clients: text,
        ramp: text,
        duration: text,
        pace: text,
        mix: text,
        tokens: text,
        staff: texts,
        'staff-token': texts,
        timeout: text,
        'max-refused': text,
        'local-address': texts,
        report: text,
        json: flag,
        help: flag,
      },
    }).values
  } catch (error) {
    throw new CannotStart(`${error instanceof Error ? error.message : error}\n\n${help}`)
  }
}

/** Throws `CannotStart` with every fault. Undefined if the help text was asked for. */
export const readOptions = (args: readonly string[]): Options | undefined => {
  const { help: helpWanted, ...given } = parse(args)
  if (helpWanted) return undefined
  const options = schema.safeParse(given)
  if (options.success) return options.data
  throw new CannotStart(options.error.issues.map(({ path, message }) => `--${String(path[0])} ${message}`).join('\n'))
}
