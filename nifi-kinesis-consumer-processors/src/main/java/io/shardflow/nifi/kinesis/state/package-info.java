/** The state table in DynamoDB: its identity, the lease rows and start data we write, and who else is alive. */
package io.shardflow.nifi.kinesis.state;
