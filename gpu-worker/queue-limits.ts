/** SQS's limit, and so every queue's: so long can a message be kept invisible in all, counted from its receive. */
export const maxInvisibleS = 43_200;
