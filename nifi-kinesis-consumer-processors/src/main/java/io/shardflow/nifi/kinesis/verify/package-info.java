/** What NiFi's button Verify finds out about the consumer's settings: each question to AWS is a step, and none leaves anything behind. */
package io.shardflow.nifi.kinesis.verify;
