/** The orchestrator's messages about feedback: it owns the database. */
import { FEEDBACK_CALLS, FEEDBACK_TOPIC } from '#contracts/feedback-call.schema.js';
import { callMessages } from '../messages/call-messages.js';
import { FEEDBACK } from './feedback-token.js';

export const FeedbackMessages = callMessages(FEEDBACK_TOPIC, FEEDBACK_CALLS, FEEDBACK);
