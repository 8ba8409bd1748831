/** Writing the positions of committed records to the state table, by one thread. */
package io.shardflow.nifi.kinesis.checkpoint;
