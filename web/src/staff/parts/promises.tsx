/** How the promised times of the day were kept. */
import type { RequestData } from '#contract'
import { Chart } from '../../chart/chart.tsx'
import { number, t } from '../../language/staff-language.ts'
import { Figure } from './figure.tsx'

const percent = (share: number) => `${number(Math.round(100 * share))} %`

/** An error is told by how many minutes, and on which side of the promised time. */
const size = (minutes: number) => t().today.minutes(number(Math.abs(Math.round(minutes))))
const side = (minutes: number) => t().today.error[minutes > 0 ? 'late' : 'early']

export const Promises = ({ report: { all, byHour } }: { report: RequestData<'/staff', 'promise:report'> }) => {
  const texts = t().today
  if (all.share === null) return <p class="hint">{texts.noPromises}</p>
  return (
    <section aria-labelledby="promises">
      <h2 id="promises">{texts.promises}</h2>
      <dl class="tiles">
        <Figure name={texts.inTime} value={percent(all.share)} hint={texts.inTimeHint(all.inTime, all.orders)} />
        {all.medianMinutes !== null && <Figure name={texts.median} value={size(all.medianMinutes)} hint={side(all.medianMinutes)} />}
        {all.p90Minutes !== null && <Figure name={texts.p90} value={size(all.p90Minutes)} hint={texts.orEarlier(side(all.p90Minutes))} />}
      </dl>
      <Chart
        title={texts.byHour}
        points={byHour.map(({ hour, share }) => ({ label: `${hour}:00`, value: 100 * (share ?? 0), text: percent(share ?? 0) }))}
      />
    </section>
  )
}
