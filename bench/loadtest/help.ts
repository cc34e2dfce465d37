import { actionNames, defaultMix } from './mix.ts'

export const help = `npm run load -- [options]
npm run load -- compare BEFORE.json AFTER.json [--tolerance PERCENT] [--ignore MILLISECONDS]
npm run load -- merge RESULT.json … [--threshold …] [--report FILE] [--json FILE] [--csv FILE] [--junit FILE]

Plays the customers of a running gateway, and its staff if you want, and checks what they see.
A TIME is in seconds, or has a unit: 90, 90s, 1.5m, 1h.

  --url URL               URL of the gateway                                  http://localhost:3000

How many customers, in one of three ways:
  --clients N             number of customers, each with a connection         100
  --ramp TIME             time over which they connect                        10
  --duration TIME         length of the run after all are connected           60
  --stages TIME:N,…       the number of customers changes in stages, in a straight line from each to the next:
                          30s:100,2m:500,30s:0
  --rate N                N new customers a second for --duration, however fast the gateway is; each does --actions and
                          leaves. Times count from the moment at which the action was due
  --rate TIME:N,…         the same in stages
  --actions N             with --rate: actions of each customer               5
  --max-clients N         with --rate: customers at the same time, at most    10000

What they do:
  --pace TIME             average pause of a customer between two actions     5
  --mix NAME=SHARE,…      share of each action: ${actionNames.join(' ')}
                          ${Object.entries(defaultMix)
                            .map((share) => share.join('='))
                            .join(',')}
  --tokens FILE           customers from npm run mint (- for standard input); without it they sign up
  --staff LOGIN:PASSWORD  plays this staff member, so that orders move; repeatable
  --staff-token=TOKEN     the same, with the token of a session; repeatable
  --local-address IP      connect from this address; repeatable
  --generators N          number of processes that share the customers        1

What fails:
  --threshold LIMIT       REQUEST:METRIC<NUMBER, also <=, > and >=; repeatable: order:place:p99<200, 'any request:failed<=0.1%'
                          METRIC: mean p50 p90 p95 p99 p99.9 max (ms), rate (per second), declined refused failed (number or %)
  --timeout TIME          fail a request without an answer after this time    30
  --max-refused PERCENT   requests that may be refused because of the load    1

Results, besides the tables on the terminal (- for standard output instead of them):
  --report FILE           a report as one HTML page
  --json FILE             everything, to read with compare and merge
  --csv FILE              a row for each request; beside it FILE-over-time.csv with a row for each interval
  --junit FILE            checks and thresholds as test cases, for CI systems
  --help                  print this text

With compare:
  --tolerance PERCENT     a figure may be worse by this much                  10
  --ignore MILLISECONDS   times may differ by this much in any case           1

Exit code: 0 if every check and threshold passed, 1 if one failed or a comparison found something worse, 2 if the run could not start.
Ctrl-C ends the run early, with all results; twice ends it at once.
The accounts and orders of a run stay in the database: see docs/load-testing.md.`
