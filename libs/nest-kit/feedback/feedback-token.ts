/** DI tokens: feedback, here, where the database is, or that of the orchestrator in another process; and who files it. */
export const FEEDBACK = Symbol('Feedback');
/** Only where the orchestrator is. */
export const LABEL_KEEPER = Symbol('LabelKeeper');
