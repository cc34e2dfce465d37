import type { RequestData } from '#contract'
import { dateTime, t } from '../../language/staff-language.ts'
import { Problem } from '../../ui/action.tsx'
import { useFollowed } from '../state/followed.ts'
import { staff } from '../state/session.ts'

type Message = RequestData<'/staff', 'message:failing'>['messages'][number]

const Card = ({ channel, address, template, error, outcome, at, nextAt }: Message) => (
  <li>
    <article>
      <p class="row">
        <strong>{t().staff.unsent.channel[channel]}</strong>
        {address !== undefined && <bdi>{address}</bdi>}
        <time dateTime={at} class="hint">
          {dateTime(at)}
        </time>
      </p>
      <p>
        <bdi>{error}</bdi>
      </p>
      <p class="hint">
        {outcome === undefined ? nextAt !== undefined && t().staff.unsent.again(dateTime(nextAt)) : t().staff.unsent.outcome[outcome]}
        {' · '}
        <bdi>{template}</bdi>
      </p>
    </article>
  </li>
)

const read = async () => (await staff().request('message:failing', {})).messages

/** The mails and notifications to people that could not be sent. */
export const Unsent = () => {
  const { value, problem } = useFollowed(read)
  const { title, hint, none } = t().staff.unsent
  return (
    <section>
      <h2>{title}</h2>
      <Problem>{problem.value}</Problem>
      {value.value && <p class="hint">{value.value.length > 0 ? hint : none}</p>}
      {value.value && value.value.length > 0 && (
        <ul class="cards">
          {value.value.map((message) => (
            <Card key={message.id} {...message} />
          ))}
        </ul>
      )}
    </section>
  )
}
