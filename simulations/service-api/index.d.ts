/**
 * What a service of a lab imports from "faultline": the libraries it would use in production, in the words people know.
 * `db` follows node-postgres, `kafka` KafkaJS, `http` the usual routers, `fetch` the platform. All run in virtual time.
 */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

export interface QueryResult<Row> {
  rows: Row[]
  rowCount: number
}

export interface TransactionClient {
  // biome-ignore lint/suspicious/noExplicitAny: a row's shape is known by the statement alone, as in node-postgres
  query<Row = any>(text: string, parameters?: readonly unknown[]): Promise<QueryResult<Row>>
}

export interface Database extends TransactionClient {
  /** Commits when the callback returns, rolls back when it throws. */
  transaction<T>(
    body: (tx: TransactionClient) => Promise<T>,
    options?: { isolation?: 'read committed' | 'repeatable read' | 'serializable' },
  ): Promise<T>
}

export interface HttpRequest {
  method: string
  path: string
  params: Record<string, string>
  // biome-ignore lint/suspicious/noExplicitAny: what a client sent is checked by the service
  body: any
}

export interface HttpResponse {
  status: number
  body?: Json
}

type Handler = (request: HttpRequest) => Promise<HttpResponse> | HttpResponse

export interface Router {
  get(path: string, handler: Handler): void
  post(path: string, handler: Handler): void
  put(path: string, handler: Handler): void
  delete(path: string, handler: Handler): void
}

export interface Message {
  key: string | null
  value: string
  headers: Record<string, string>
  offset: string
}

export interface Producer {
  connect(): Promise<void>
  disconnect(): Promise<void>
  send(record: {
    topic: string
    messages: { key?: string | null; value: string; headers?: Record<string, string> }[]
    /** 0: do not wait; 1: the leader has it; -1 or 'all': every replica has it, the default. */
    acks?: 0 | 1 | -1 | 'all'
  }): Promise<{ topicName: string; partition: number; baseOffset: string }[]>
}

export interface Consumer {
  connect(): Promise<void>
  disconnect(): Promise<void>
  subscribe(subscription: { topic?: string; topics?: string[] }): Promise<void>
  run(handlers: {
    eachMessage: (payload: { topic: string; partition: number; message: Message }) => Promise<void>
  }): Promise<void>
}

export interface Kafka {
  producer(): Producer
  consumer(options: { groupId: string }): Consumer
}

/** The service's own database, through its pool. */
export const db: Database
export const http: Router
export const kafka: Kafka
/** Milliseconds of virtual time. */
export function sleep(milliseconds: number): Promise<void>
/** Repeats with the seed. */
export function randomUUID(): string
/** The service's log. */
export const log: { info(text: string): void; warn(text: string): void; error(text: string): void }
