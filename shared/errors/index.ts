export type { ErrorCode, ErrorData } from './catalogue.ts'
export { CrosswalkError, fail, isCrosswalkError } from './crosswalk-error.ts'
export { CANCELLED_EXIT, statusOf } from './status.ts'
