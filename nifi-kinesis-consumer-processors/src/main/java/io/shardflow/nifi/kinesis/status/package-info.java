/**
 * What is known of each shard and of every call to AWS that fails: one place per processor, and when it has to be said. How far
 * behind that is, as NiFi's counters and gauges.
 */
package io.shardflow.nifi.kinesis.status;
