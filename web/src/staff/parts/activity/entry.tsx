import type { AuditLogEntry } from '#contract'
import { dateTime, t } from '../../../language/staff-language.ts'
import { changesOf, type Meaning } from './changes.ts'

const textOf = (event: string): string => {
  const texts: Readonly<Record<string, string>> = t().activity.events
  return (Object.hasOwn(texts, event) && texts[event]) || event
}

const Who = ({ actor, by }: Pick<AuditLogEntry, 'actor' | 'by'>) => {
  if (!by) return <>{t().activity.actors[actor]}</>
  return (
    <>
      <a href={`#/activity/person/${by.id}`}>{by.name === '' ? t().activity.deleted : <bdi>{by.name}</bdi>}</a>
      <small>{t().activity.actors[actor]}</small>
    </>
  )
}

/** A setting can be a long text or a list. */
const mostShown = 12

const Changes = ({ entry, meaning }: { entry: AuditLogEntry; meaning: Meaning }) => {
  const changes = changesOf(entry, meaning)
  if (changes.length === 0) return null
  return (
    <ul>
      {changes.slice(0, mostShown).map(({ name, before, after }) => (
        <li key={name}>
          {name}: <bdi>{before}</bdi> → <bdi>{after}</bdi>
        </li>
      ))}
      {changes.length > mostShown && <li>{t().activity.moreChanges(changes.length - mostShown)}</li>}
    </ul>
  )
}

export const Entry = ({ entry, meaning }: { entry: AuditLogEntry; meaning: Meaning }) => {
  const { at, event, actor, by, order, account, refused, times } = entry
  return (
    <tr data-refused={refused !== undefined}>
      <th scope="row">
        {textOf(event)}
        {refused !== undefined && <small class="refused">{t().activity.refused(times)}</small>}
      </th>
      <td data-label={t().activity.when}>
        <time dateTime={at}>{dateTime(at)}</time>
      </td>
      <td data-label={t().activity.who}>
        <Who actor={actor} by={by} />
      </td>
      <td data-label={t().activity.about}>
        {order && <a href={`#/activity/order/${order.id}`}>{t().order.title(order.number)}</a>}
        {account && account.id !== by?.id && <bdi>{account.name === '' ? t().activity.deleted : account.name}</bdi>}
        <Changes entry={entry} meaning={meaning} />
      </td>
    </tr>
  )
}
