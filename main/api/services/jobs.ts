import { os } from '../context.ts'

export const jobs = {
  list: os.jobs.list.handler(({ context }) => context.desk.jobs.list()),
  watch: os.jobs.watch.handler(({ context, signal }) => context.desk.jobs.watch(context.desk.until(signal))),
  cancel: os.jobs.cancel.handler(({ context, input }) => ({
    cancelled: context.desk.jobs.cancel(input.job),
  })),
}
