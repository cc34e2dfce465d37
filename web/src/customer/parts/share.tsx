/** Shares the order with people who have no account, as a link. */
import { signal, useSignal } from '@preact/signals'
import type { Order } from '#contract'
import { t } from '../../language/page-language.ts'
import { ActionButton } from '../../ui/action.tsx'
import { announce } from '../../ui/announce.tsx'
import { brand } from '../../ui/brand.ts'
import { Icon } from '../../ui/icon.tsx'
import { isOver, storeOrder } from '../state/orders.ts'
import { customer } from '../state/session.ts'

/** The links that this page has made: sharing again gives the same one. */
const links = signal<ReadonlyMap<string, string>>(new Map())

const keep = (id: string, link?: string) => {
  const others = new Map(links.value)
  if (link === undefined) others.delete(id)
  else others.set(id, link)
  links.value = others
}

const linkOf = async ({ id, shared }: Order): Promise<string> => {
  const made = shared ? links.value.get(id) : undefined
  if (made !== undefined) return made
  const { url } = await customer().request('order:share', { orderId: id })
  // at the address at which the customer reaches the shop
  const link = new URL(new URL(url).pathname, location.href).href
  keep(id, link)
  return link
}

const isAborted = (error: unknown) => error instanceof DOMException && error.name === 'AbortError'

/** Returns whether the link has reached a person or the clipboard. Some browsers forbid both, for example without TLS. */
const handOver = async (url: string): Promise<boolean> => {
  try {
    if (typeof navigator.share === 'function') await navigator.share({ title: t().track.shareText(brand.value), url })
    else {
      await navigator.clipboard.writeText(url)
      announce(t().track.copied)
    }
    return true
  } catch (error) {
    return isAborted(error)
  }
}

const LinkField = ({ link }: { link: string }) => (
  <label>
    {t().track.link}
    <input type="text" readOnly value={link} onFocus={({ currentTarget }) => currentTarget.select()} />
  </label>
)

export const Share = ({ order }: { order: Order }) => {
  const byHand = useSignal<string | undefined>(undefined)
  if (isOver(order) && !order.shared) return null
  const share = async () => {
    const link = await linkOf(order)
    byHand.value = (await handOver(link)) ? undefined : link
  }
  const stop = async () => {
    const { order: alone } = await customer().request('order:unshare', { orderId: order.id })
    keep(order.id)
    byHand.value = undefined
    storeOrder(alone)
    announce(t().track.stopped)
  }
  return (
    <div class="share">
      {byHand.value !== undefined && <LinkField link={byHand.value} />}
      <div class="choices">
        {!isOver(order) && (
          <ActionButton class="secondary outline" act={share}>
            <Icon name="share" /> {t().track.share}
          </ActionButton>
        )}
        {order.shared && (
          <ActionButton class="plain" act={stop}>
            {t().track.stop}
          </ActionButton>
        )}
      </div>
    </div>
  )
}
