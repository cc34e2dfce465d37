/** The stock server, with code in its process that makes it push. */
import { io } from '../stock/server.ts'
import { menuChange, onDemand, stamped, statusChange } from './demand.ts'

const at = new Date()

onDemand({
  publish: (accountIds) => {
    for (const accountId of accountIds) {
      io.to(`account:${accountId}`).emit('order:status_changed', { seq: 1, at, data: stamped(statusChange()) })
    }
  },
  broadcast: () => io.emit('menu:availability_changed', stamped(menuChange())),
})
