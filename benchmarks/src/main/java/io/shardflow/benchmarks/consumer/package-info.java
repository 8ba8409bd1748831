/** What reading a stream costs: ConsumeKinesisStream in a NiFi, beside the client library alone. */
package io.shardflow.benchmarks.consumer;
