import type pg from 'pg'

/**
 * Says for whom this transaction acts. The database believes it of a login that may act for people, and of no
 * other: there it records the login, and the name beside it.
 */
export async function actFor(client: pg.ClientBase, who: string): Promise<void> {
  await client.query(`SELECT set_config('crosswalk.person', $1, true)`, [who])
}
