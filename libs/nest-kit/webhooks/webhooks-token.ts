/** DI tokens: `Webhooks`, here, where the database is, or those of the orchestrator in another process; and who sends. */
export const WEBHOOKS = Symbol('Webhooks');
/** Only where the orchestrator is. */
export const WEBHOOK_SENDER = Symbol('WebhookSender');
