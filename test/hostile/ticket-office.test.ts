import { expect, test } from 'vitest'
import { openTicketOffice } from './ticket-office.ts'

test('each name is answered with its own ticket, in whatever order they are asked for', async () => {
  const office = openTicketOffice('while read name; do echo "ticket of $name"; done')
  const names = ['victim-1', 'mallory-1', 'outsider-1']
  const tickets = await Promise.all(names.map((name) => office.ticket(name)))
  expect(tickets).toEqual(names.map((name) => `ticket of ${name}`))
  office.close()
})

test('a command that ends says so to whoever waits and to whoever comes later', async () => {
  const office = openTicketOffice('read name; exit 3')
  await expect(office.ticket('victim-1')).rejects.toThrow('the ticket command ended with 3')
  await expect(office.ticket('victim-1')).rejects.toThrow('the ticket command ended with 3')
})
