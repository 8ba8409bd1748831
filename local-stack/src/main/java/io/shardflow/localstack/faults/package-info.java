/** Faults between a client and the stack's Kinesis or DynamoDB, by operation: refusals, silence, broken and slow answers. */
package io.shardflow.localstack.faults;
