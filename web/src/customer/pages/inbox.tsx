import type { Notification } from '#contract'
import { dateTime, t } from '../../language/language.ts'
import { ActionButton } from '../../ui/action.tsx'
import { Page } from '../../ui/page.tsx'
import { hasMore, loadMore, markRead, notifications, unread } from '../state/inbox.ts'

const Message = ({ id, title, body, at, readAt, orderId }: Notification) => (
  <li data-unread={!readAt}>
    <article>
      <h2>
        {!readAt && <span class="status-tag">{t().inbox.isNew}</span>} {title}
      </h2>
      <p>{body}</p>
      <p class="row hint">
        <time dateTime={at}>{dateTime(at)}</time>
        {orderId && (
          <a
            href={`#/order/${orderId}`}
            aria-label={`${t().inbox.toOrder}: ${title}`}
            onClick={() => !readAt && void markRead(id).catch(() => undefined)}
          >
            {t().inbox.toOrder}
          </a>
        )}
      </p>
    </article>
  </li>
)

export const InboxPage = () => (
  <Page title={t().inbox.title}>
    {notifications.value.length === 0 && <p>{t().inbox.none}</p>}
    {unread.value > 0 && (
      <p class="row">
        <span>{t().inbox.unread(unread.value)}</span>
        <ActionButton class="outline small" act={() => markRead()}>
          {t().inbox.readAll}
        </ActionButton>
      </p>
    )}
    <ul class="cards">
      {notifications.value.map((notification) => (
        <Message key={notification.id} {...notification} />
      ))}
    </ul>
    {hasMore() && (
      <ActionButton class="outline" act={loadMore}>
        {t().inbox.more}
      </ActionButton>
    )}
  </Page>
)
