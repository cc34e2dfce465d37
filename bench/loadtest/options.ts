import { parseArgs } from 'node:util'
import { z } from 'zod'
import { actionNames, defaultMix, parseMix } from './mix.ts'

export const help = `npm run load -- [options]

Plays customers, and if you like the staff, against a gateway that runs somewhere, and checks what they see.

  --url URL               the gateway                                         http://localhost:3000
  --clients N             how many customers, each with a connection          100
  --ramp SECONDS          how long they take to arrive                        10
  --duration SECONDS      how long it goes on when all are there              60
  --pace SECONDS          how long a customer thinks between two actions      5
  --mix NAME=SHARE,…      what they do: ${actionNames.join(' ')}
                          ${Object.entries(defaultMix)
                            .map((share) => share.join('='))
                            .join(',')}
  --tokens FILE           customers as npm run mint prints them (- for standard input); without it they sign up
  --staff LOGIN:PASSWORD  plays this member of the staff, so that orders travel; may be repeated
  --staff-token=TOKEN     the same, with a session's token
  --timeout SECONDS       an answer that takes longer is none                 30
  --max-refused PERCENT   so many requests may be refused because of the load 1
  --local-address IP      connects from this address; may be repeated
  --report FILE           writes the report as one HTML page
  --json                  prints the result as JSON instead of tables
  --help

Exit code: 0 when every check has passed, 1 when one has not, 2 when it could not begin. Ctrl-C ends early, with a result.
It makes accounts and orders that stay: see docs/load-testing.md.`

const number = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d+(\.\d+)?$/, `takes a number, ${from} to ${to}`)
    .transform(Number)
    .pipe(z.number().min(from, `takes a number, ${from} to ${to}`).max(to, `takes a number, ${from} to ${to}`))

const isHttp = (url: string) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)

const schema = z.object({
  url: z
    .string()
    .refine(isHttp, 'takes a URL, for instance https://orders.example.com')
    .transform((url) => new URL(url).origin)
    .prefault('http://localhost:3000'),
  clients: number(1, 200_000).pipe(z.int('takes a whole number')).prefault('100'),
  ramp: number(0, 86_400).prefault('10'),
  duration: number(1, 604_800).prefault('60'),
  pace: number(0.01, 3600).prefault('5'),
  mix: z
    .string()
    .transform((text, context) => {
      const mix = parseMix(text)
      if (mix) return mix
      context.addIssue(`takes NAME=SHARE,… where NAME is one of ${actionNames.join(', ')}`)
      return z.NEVER
    })
    .default(defaultMix),
  tokens: z.string().min(1).optional(),
  staff: z.array(z.string().regex(/^[^:]+:.+$/, 'takes LOGIN:PASSWORD')).default([]),
  'staff-token': z.array(z.string().min(1)).default([]),
  timeout: number(1, 600).prefault('30'),
  'max-refused': number(0, 100).prefault('1'),
  'local-address': z.array(z.union([z.ipv4('takes an IP address'), z.ipv6('takes an IP address')])).default([]),
  report: z.string().min(1).optional(),
  json: z.boolean().default(false),
})

export type Options = Readonly<z.output<typeof schema>>

/** What stands in the way of beginning at all: exit code 2. */
export class CannotBegin extends Error {}

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
    throw new CannotBegin(`${error instanceof Error ? error.message : error}\n\n${help}`)
  }
}

/** Throws `CannotBegin` that names every fault. Undefined when only help was asked for. */
export const readOptions = (args: readonly string[]): Options | undefined => {
  const { help: helpWanted, ...given } = parse(args)
  if (helpWanted) return undefined
  const options = schema.safeParse(given)
  if (options.success) return options.data
  throw new CannotBegin(options.error.issues.map(({ path, message }) => `--${String(path[0])} ${message}`).join('\n'))
}
