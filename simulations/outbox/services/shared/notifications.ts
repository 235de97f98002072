import { kafka, log } from 'faultline'

const consumer = kafka.consumer({ groupId: 'notifications' })

export async function start() {
  await consumer.subscribe({ topic: 'orders' })
  await consumer.run({
    eachMessage: async ({ message }) => {
      const order = JSON.parse(message.value)

      // tell the customer
      log.info(`mailed ${order.customer}: order ${order.id} is confirmed`)
    },
  })
}
