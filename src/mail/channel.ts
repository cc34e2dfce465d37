import { email } from '../contract/shapes/email.ts'
import { type Channel, MessageRefused } from '../messages/channel.ts'
import { compose, type Post, type Sender } from './compose.ts'
import { type Sources, writeMail } from './write.ts'

interface Options extends Sources {
  post: Post
  from: Sender
}

/** The channel of e-mail. */
export const createMailChannel = ({ post, from, ...sources }: Options): Channel => ({
  name: 'email',
  atOnce: 10,
  send: async (message, signal) => {
    // what is no address could be read as several of them
    if (!email.safeParse(message.address).success) throw new MessageRefused('this is no e-mail address')
    const mail = await writeMail(message, sources)
    const shop = (await sources.shopName(message.locale)) ?? ''
    await post.deliver(compose(mail, { id: message.id, to: message.address, from, shop }), signal)
  },
  close: () => post.close(),
})
