import type { Notification } from '#contract'
import { dateTime, t } from '../../language/page-language.ts'
import { ActionButton } from '../../ui/action.tsx'
import { Empty } from '../../ui/empty.tsx'
import { NextStep } from '../../ui/next-step.tsx'
import { Page } from '../../ui/page.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { hasMore, isLoaded, loadMore, notifications, readAll, unread } from '../state/inbox.ts'

const Message = ({ title, body, at, readAt, orderId }: Notification) => (
  <li data-unread={!readAt}>
    <article>
      <h2>
        {title} {!readAt && <span class="status-tag">{t().inbox.isNew}</span>}
      </h2>
      <p>{body}</p>
      <p class="row hint">
        <time dateTime={at}>{dateTime(at)}</time>
        {orderId && (
          <a href={`#/order/${orderId}`} aria-label={`${t().inbox.toOrder}: ${title}`}>
            {t().inbox.toOrder}
          </a>
        )}
      </p>
    </article>
  </li>
)

const NoMessages = () => (
  <Empty icon="bell" title={t().inbox.none} text={t().inbox.noneText}>
    <NextStep to="">{t().basket.toMenu}</NextStep>
  </Empty>
)

export const InboxPage = () => (
  <Page title={t().inbox.title} class="narrow">
    {!isLoaded.value && <Skeleton of="rows" />}
    {isLoaded.value && notifications.value.length === 0 && <NoMessages />}
    {unread.value > 0 && (
      <p class="row">
        <span>{t().inbox.unread(unread.value)}</span>
        <ActionButton class="secondary outline small" act={readAll}>
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
      <ActionButton class="secondary outline" act={loadMore}>
        {t().inbox.more}
      </ActionButton>
    )}
  </Page>
)
